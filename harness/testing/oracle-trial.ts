import fc from 'fast-check';
import type { MemoryModel } from '../engine/memory-model.ts';
import type { Actor } from '../engine/operation.ts';
import { explore } from '../explore/explore.ts';
import { runOnce } from '../run/detailed-run.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import type { VerdictKind } from '../scenario/verdict.ts';

/** For tests of oracles: what they are to tell apart, with one property to do it. */
export interface OracleTrial<Subject, State> {
  readonly implementations: Readonly<Record<string, Subject>>;
  readonly property: Property<State>;
  readonly setup: (env: Env, subject: Subject) => State;
}

/** The verdict of all schedules, by which many of them were executed, and what the counterexample says. */
export interface Judged {
  readonly verdict: VerdictKind;
  readonly message: string | undefined;
  readonly executions: number;
}

const SCHEDULES_MAX = 20_000;

function scenarioOf<Subject, State>(trial: OracleTrial<Subject, State>, memory: MemoryModel): Scenario {
  const named = Object.entries(trial.implementations).map(([name, subject]) => [name, { says: name, subject }]);
  return defineScenario<Subject, null, null, State>({
    name: 'oracle-trial',
    title: 'implementations that an oracle tells apart',
    control: 'gates',
    memory,
    implementations: Object.fromEntries(named),
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup: trial.setup,
    properties: [trial.property],
  });
}

/** Explores all schedules of one implementation: without reduction, or with that which `how` allows. */
export async function judgedBy<Subject, State>(
  trial: OracleTrial<Subject, State>,
  implementation: string,
  how: 'plain' | MemoryModel = 'plain',
): Promise<Judged> {
  const strategy = how === 'plain' ? 'plain-exhaustive' : 'exhaustive';
  const scenario = scenarioOf(trial, how === 'plain' ? 'shared' : how);
  const report = await explore(scenario, implementation, { strategy, schedulesMax: SCHEDULES_MAX });
  const found = report.verdicts.find(({ property }) => property === trial.property.name);
  if (found === undefined) throw new Error(`no verdict on ${trial.property.name}`);
  return { verdict: found.verdict, message: found.counterexample?.message, executions: report.executions };
}

/** The verdict on each implementation, which must be the same with and without reduction. */
export async function verdictsOf<Subject, State>(
  trial: OracleTrial<Subject, State>,
): Promise<Readonly<Record<string, VerdictKind>>> {
  const verdicts: Record<string, VerdictKind> = {};
  for (const name of Object.keys(trial.implementations)) {
    const plain = await judgedBy(trial, name);
    verdicts[name] = plain.verdict;
    for (const memory of ['shared', 'per-process', 'tracked'] as const) {
      const { verdict } = await judgedBy(trial, name, memory);
      if (verdict !== plain.verdict) throw new Error(`${name}: ${plain.verdict}, and with memory ${memory} ${verdict}`);
    }
  }
  return verdicts;
}

/** What the property finds at the end of one execution, in which one actor of process `p` does what `body` says. */
export async function evidenceAfter<State>(
  property: Property<State>,
  make: (env: Env) => State,
  body: (state: State, actor: Actor, env: Env) => Promise<void>,
): Promise<Evidence | undefined> {
  const trial: OracleTrial<null, State> = {
    implementations: { only: null },
    property,
    setup(env) {
      const state = make(env);
      env.actor('script', env.process('p'), (actor) => body(state, actor, env));
      return state;
    },
  };
  const { run } = await runOnce(scenarioOf(trial, 'shared'));
  const other = run.violations.find((violation) => violation.property !== property.name);
  if (other !== undefined) throw new Error(other.evidence.message);
  return run.violations[0]?.evidence;
}
