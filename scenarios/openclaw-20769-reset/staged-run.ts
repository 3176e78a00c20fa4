import fc from 'fast-check';
import { type Env, runOnce, type Scenario } from '../../harness/index.ts';
import { defaultOrder, type Strategy } from '../../harness/strategy.ts';
import type { ResetRecord } from './record.ts';
import { scenario } from './scenario.ts';
import type { ClientPlan, Faults, ReloadPlan, Workload } from './workload.ts';

// For tests: one execution on one input, and what is left of it.

export const NO_FAULTS: Faults = { answers: [], loads: [] };
export const SLOW_LOAD: Faults = { answers: [], loads: ['slow'] };
export const CLIENT: ClientPlan = { atMs: 0, withinMs: 0, requests: 1, attachmentsMs: 0, answer: 'short' };

export function reloadAt(atMs: number, edit: ReloadPlan['edit']): ReloadPlan {
  return { atMs, withinMs: 0, edit };
}

export function workloadOf(change: Partial<Workload>): Workload {
  return { models: 5, clients: [CLIENT], reloads: [], listsAtMs: [], ...change };
}

/** The scenario with this one input, and what it keeps of its last execution. */
export function staged(workload: Workload, faults: Faults = NO_FAULTS): { scenario: Scenario; seen: Seen } {
  const seen: Seen = { record: null, env: null };
  const one: Scenario = {
    ...scenario,
    examples: { one: { workload, faults } },
    workload: fc.constant(workload),
    faults: fc.constant(faults),
    setup(env, subject, given, plan) {
      const record = scenario.setup(env, subject, given, plan);
      seen.env = env;
      seen.record = record as ResetRecord;
      return record;
    },
  };
  return { scenario: one, seen };
}

export interface Seen {
  record: ResetRecord | null;
  env: Env | null;
}

export interface Run {
  readonly record: ResetRecord;
  readonly env: Env;
  readonly broken: readonly string[];
  readonly logs: readonly string[];
}

/** One execution in the default order. */
export function runDefault(implementation: string, workload: Workload, faults: Faults = NO_FAULTS): Promise<Run> {
  return runStaged(implementation, workload, faults, defaultOrder);
}

export async function runStaged(
  implementation: string,
  workload: Workload,
  faults: Faults,
  strategy: Strategy,
): Promise<Run> {
  const { scenario: one, seen } = staged(workload, faults);
  const { run, recorder } = await runOnce(one, { implementation, strategy });
  if (seen.record === null || seen.env === null) throw new Error('setup never ran');
  if (run.ending?.kind !== 'quiescent') throw new Error(`ended by ${run.ending?.kind}`);
  const logs = recorder.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  return { record: seen.record, env: seen.env, broken: run.violations.map(({ property }) => property), logs };
}
