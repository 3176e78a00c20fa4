import fc from 'fast-check';
import type { Actor } from '../../harness/actor.ts';
import type { ExploreOptions } from '../../harness/explore/plan.ts';
import { DEFAULT_OPTIONS, limitsOf, planJob } from '../../harness/explore/plan.ts';
import { JobRun } from '../../harness/explore/run-job.ts';
import { driveInSlices } from '../../harness/explore/slices.ts';
import { resourceNamed } from '../../harness/operation.ts';
import { defineScenario, type Scenario } from '../../harness/scenario.ts';
import { type DrainKind, drive } from '../../harness/scheduler/drain.ts';

/** The program that every executor runs: three actors of four operations each, on one shared counter. */
export const ACTORS = 3;
export const OPERATIONS = 4;

/** Async functions between the actor's code and the operation itself: real code has some. */
export type Layers = 0 | 3;

/** What the actors share; the bare program and the engine's judge look at the same thing. */
interface Counter {
  value: number;
}

type Operate = () => Promise<void>;

async function body(operate: Operate, counter: Counter): Promise<void> {
  for (let i = 0; i < OPERATIONS; i++) {
    await operate();
    counter.value++;
  }
}

async function outer(operate: Operate): Promise<void> {
  await middle(operate);
}

async function middle(operate: Operate): Promise<void> {
  await inner(operate);
}

async function inner(operate: Operate): Promise<void> {
  await operate();
}

function layered(layers: Layers, operate: Operate): Operate {
  return layers === 0 ? operate : () => outer(operate);
}

const COUNTER = resourceNamed('counter');

function bodyOf(layers: Layers, counter: Counter): (actor: Actor) => Promise<void> {
  return (actor) =>
    body(
      layered(layers, () => actor.gate(COUNTER)),
      counter,
    );
}

/** The program as a scenario: everything that the explorer does for an execution is in the figure. */
export function benchScenario(layers: Layers, control: 'gates' | 'seams'): Scenario {
  return defineScenario<null, null, null, Counter>({
    name: `bench-${control}-${layers}`,
    title: 'three actors of four operations',
    control,
    implementations: { only: { says: 'counts', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      const counter: Counter = { value: 0 };
      const process = env.process('p');
      // No named closures here: tsx gives each its name at run time (esbuild's keepNames), at the price of ten steps.
      env.actor('a', process, bodyOf(layers, counter));
      env.actor('b', process, bodyOf(layers, counter));
      env.actor('c', process, bodyOf(layers, counter));
      return counter;
    },
    properties: [
      {
        name: 'all-counted',
        kind: 'safety',
        level: 'strict',
        says: 'every operation is counted',
        when: 'quiescence',
        judge: ({ value }) => (value === ACTORS * OPERATIONS ? undefined : { message: `counted ${value}` }),
      },
    ],
  });
}

/** Runs `executions` executions of a random walk as the explorer does, in one job. */
export async function runEngine(scenario: Scenario, executions: number, drain: DrainKind): Promise<void> {
  const options: ExploreOptions = { ...DEFAULT_OPTIONS, schedulesMax: executions };
  const run = new JobRun({
    scenario,
    subject: null,
    job: { ...planJob(scenario, options, 0), executionsMax: executions },
    limits: limitsOf(scenario, options),
  });
  await driveInSlices(run, { usesSeams: scenario.control !== 'gates', drain });
  const { executions: made, violations } = run.findings();
  if (made !== executions || violations.length > 0) throw new Error(`the engine made ${made} executions`);
}

/** The same program on bare promises: no scheduler, no choice, one synchronous drain an execution. */
export async function runBare(layers: Layers, executions: number): Promise<void> {
  const operate = layered(layers, () => new Promise<void>((resolve) => resolve()));
  let counter: Counter = { value: ACTORS * OPERATIONS };
  let made = 0;
  await drive(
    {
      advance() {
        if (counter.value !== ACTORS * OPERATIONS) throw new Error(`the bare program counted ${counter.value}`);
        if (made++ === executions) return false;
        counter = { value: 0 };
        for (let i = 0; i < ACTORS; i++) void body(operate, counter);
        return true;
      },
      escaped(error) {
        throw error;
      },
    },
    'tick',
  );
}

/** The same program under fast-check's scheduler. */
export async function runFastCheck(executions: number): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const counter: Counter = { value: 0 };
    const operate = (): Promise<void> => scheduler.schedule(Promise.resolve());
    await scheduler.waitFor(Promise.all([body(operate, counter), body(operate, counter), body(operate, counter)]));
    return counter.value === ACTORS * OPERATIONS;
  });
  await fc.assert(property, { numRuns: executions, seed: 1, endOnFailure: true });
}
