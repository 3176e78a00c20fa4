import fc from 'fast-check';
import { type DrainKind, drive } from '../../harness/engine/drain.ts';
import type { Actor } from '../../harness/engine/operation.ts';
import { resourceNamed } from '../../harness/engine/resource.ts';
import type { ExploreOptions } from '../../harness/explore/explore-options.ts';
import { DEFAULT_OPTIONS } from '../../harness/explore/explore-options.ts';
import { JobRun } from '../../harness/explore/job-run.ts';
import { planJob } from '../../harness/explore/plan.ts';
import { driveInSlices } from '../../harness/run/slices.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { defineScenario, type Scenario } from '../../harness/scenario/scenario.ts';
import type * as Program from './program.ts';
import { ACTORS, type Counter, type Layers, OPERATIONS } from './program.ts';

/**
 * A copy of the program for one executor. V8 optimises a function for the callers that it has seen, so a program shared by
 * two executors would slow both, by how much depending on which came first.
 */
async function programFor(executor: string): Promise<typeof Program> {
  return (await import(new URL(`./program.ts?for=${executor}`, import.meta.url).href)) as typeof Program;
}

const BARE = { 0: await programFor('bare'), 3: await programFor('bare-layered') };
const ENGINE = {
  gates: { 0: await programFor('gates'), 3: await programFor('gates-layered') },
  seams: { 0: await programFor('seams'), 3: await programFor('seams-layered') },
};
const FAST_CHECK = await programFor('fast-check');

/** The program has no operation but its twelve gates: that an actor begins is none of them. */
const AT_ONCE = { atOnce: true };
const COUNTER = resourceNamed('counter');

function bodyOf(program: typeof Program, layers: Layers, counter: Counter): (actor: Actor) => Promise<void> {
  return (actor) =>
    program.body(
      program.layered(layers, () => actor.gate(COUNTER)),
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
      env.actor('a', process, bodyOf(ENGINE[control][layers], layers, counter), AT_ONCE);
      env.actor('b', process, bodyOf(ENGINE[control][layers], layers, counter), AT_ONCE);
      env.actor('c', process, bodyOf(ENGINE[control][layers], layers, counter), AT_ONCE);
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

/** Runs `executions` executions of a strategy as the explorer does, in one job. */
export async function runEngine(
  scenario: Scenario,
  executions: number,
  drain: DrainKind,
  strategy: ExploreOptions['strategy'] = 'random-walk',
): Promise<void> {
  const options: ExploreOptions = { ...DEFAULT_OPTIONS, strategy, schedulesMax: executions };
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
  const { body, layered } = BARE[layers];
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
  const { body } = FAST_CHECK;
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const counter: Counter = { value: 0 };
    const operate = (): Promise<void> => scheduler.schedule(Promise.resolve());
    await scheduler.waitFor(Promise.all([body(operate, counter), body(operate, counter), body(operate, counter)]));
    return counter.value === ACTORS * OPERATIONS;
  });
  await fc.assert(property, { numRuns: executions, seed: 1, endOnFailure: true });
}
