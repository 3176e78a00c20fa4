import { generatePrime } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import { driveInSlices } from '../run/slices.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { RANDOM_WALK } from '../strategies/random-walk.ts';
import type { StrategyDefinition } from '../strategies/strategy-definition.ts';
import { trial } from '../testing/trial.ts';
import type { Job } from './job.ts';
import type { JobFindings } from './job-findings.ts';
import { JobRun } from './job-run.ts';

let setups = 0;
const scenario = trial(
  (env) => {
    setups++;
    for (const name of ['a', 'b']) env.actor(name, env.process(name), (actor) => actor.gate('x'));
  },
  { control: 'gates' },
);

/** A job of twenty executions, in which the trace class of one in ten is worked out. */
async function findingsOf(strategy: StrategyDefinition, of: Scenario = scenario): Promise<JobFindings> {
  const job: Job = {
    index: 0,
    origin: 'only',
    workload: undefined,
    faults: undefined,
    strategy,
    depth: 3,
    seed: 1,
    executionsMax: 20,
    stepsMax: Number.POSITIVE_INFINITY,
    lookEvery: 10,
    bails: false,
    size: null,
  };
  const run = new JobRun({ scenario: of, subject: undefined, job, limits: DEFAULT_LIMITS });
  await driveInSlices(run, { usesSeams: of.control !== 'gates' });
  return run.findings();
}

test('only of the executions that are looked at the trace class is taken', async () => {
  const { executions, classes } = await findingsOf(RANDOM_WALK);
  const looked = Object.values(classes).reduce((sum, count) => sum + count, 0);
  expect([executions, looked]).toEqual([20, 2]);
});

test('what every execution lets escape is noted once, with its line, and nothing else is', async () => {
  const leaking = trial((env) => void env.actor('a', env.process('p'), () => generatePrime(32, () => {})));
  const { leaks } = await findingsOf(RANDOM_WALK, leaking);
  expect(leaks).toMatchObject([
    { code: 'ERR_UNCONTROLLED_NONDETERMINISM', says: expect.stringMatching(/RANDOMPRIMEREQUEST .*job-run\.test\.ts/) },
  ]);
});

test('before a strategy enumerates, the default order is made twice; before one that draws, nothing is', async () => {
  const begins = async (enumerates: boolean): Promise<number> => {
    setups = 0;
    let before = Number.NaN;
    await findingsOf({
      ...RANDOM_WALK,
      facts: { ...RANDOM_WALK.facts, enumerates },
      make: (settings) => {
        const strategy = RANDOM_WALK.make(settings);
        return {
          begin: () => {
            if (Number.isNaN(before)) before = setups;
            return strategy.begin();
          },
          choose: (decision) => strategy.choose(decision),
          end: (steps) => strategy.end(steps),
        };
      },
    });
    return before;
  };
  expect(await begins(true)).toBe(2);
  expect(await begins(false)).toBe(0);
});
