import fc from 'fast-check';
import { type Env, runOnce, type Scenario } from '../../harness/index.ts';
import { defaultOrder, type Strategy } from '../../harness/strategy.ts';
import { scenario } from './scenario.ts';
import type { LiveModelsState } from './scenario-state.ts';
import { type Action, FAST_MS, type Faults, type LiveAnswer, type SessionKind, type Workload } from './workload.ts';

// For tests: one execution on one input, and what is left of it.

export const NO_FAULTS: Faults = { nous: [], openrouter: [] };

/** One tab with the first of these sessions. */
export function workloadOf(sessions: readonly SessionKind[], actions: readonly Action[] = []): Workload {
  return { sessions, tabs: [{ atMs: 0, session: 0 }], actions, catalogueMs: FAST_MS };
}

export function nousAnswers(...nous: readonly LiveAnswer[]): Faults {
  return { nous, openrouter: [] };
}

/** The scenario with one example and no generated workloads. */
export function only(name: string): Scenario {
  const example = scenario.examples[name];
  if (example === undefined) throw new Error(`no example ${name}`);
  const { workload, faults } = example;
  return { ...scenario, examples: { [name]: example }, workload: fc.constant(workload), faults: fc.constant(faults) };
}

/** What a step left behind. */
export interface Sample {
  readonly at: number;
  readonly selected: string;
  readonly isPending: boolean;
  /** Fetches of the live list of nous on their way. */
  readonly fetches: number;
}

export interface Run {
  readonly state: LiveModelsState;
  readonly env: Env;
  readonly broken: readonly string[];
  readonly logs: readonly string[];
  /** Of the first tab, after each step. */
  readonly samples: readonly Sample[];
}

/** One execution, in the default order unless `strategy` says otherwise. */
export async function runStaged(
  implementation: string,
  workload: Workload,
  faults: Faults = NO_FAULTS,
  strategy: Strategy = defaultOrder,
): Promise<Run> {
  const samples: Sample[] = [];
  let seen: { state: LiveModelsState; env: Env } | null = null;
  const staged: Scenario = {
    ...scenario,
    examples: { one: { workload, faults } },
    setup(env, subject, given, plan) {
      const state = scenario.setup(env, subject, given, plan) as LiveModelsState;
      seen = { state, env };
      return state;
    },
    properties: [
      ...scenario.properties,
      {
        name: 'sampled',
        kind: 'safety',
        level: 'strict',
        says: 'is no claim: it looks on',
        when: 'step',
        judge(state, env) {
          samples.push(sampleOf(state as LiveModelsState, env));
          return undefined;
        },
      },
    ],
  };
  const { run, recorder } = await runOnce(staged, { implementation, strategy });
  if (seen === null || run.ending?.kind !== 'quiescent') throw new Error(`ended by ${run.ending?.kind}`);
  const { state, env } = seen as { state: LiveModelsState; env: Env };
  const logs = recorder.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  return { state, env, broken: run.violations.map(({ property }) => property), logs, samples };
}

function sampleOf({ record, pages, selects }: LiveModelsState, env: Env): Sample {
  const ends = record.tabs[0]?.listEnds.filter(({ provider }) => provider === 'nous').length ?? 0;
  return {
    at: env.now,
    selected: selects[0]?.value ?? '',
    isPending: pages[0]?.isListPending ?? false,
    fetches: (record.tabs[0]?.begun.get('nous') ?? 0) - ends,
  };
}
