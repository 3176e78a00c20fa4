import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import { trial, trialOf } from '../testing/trial.ts';
import type { ExecutionInput } from './execution-run.ts';
import { describePrefix } from './prefix.ts';

const input: ExecutionInput = {
  scenario: trialOf({ a: (actor) => actor.gate('x'), b: (actor) => actor.gate('y') }, { control: 'gates' }),
  subject: undefined,
  workload: undefined,
  faults: undefined,
  randomSeed: 1,
  limits: DEFAULT_LIMITS,
};

test('the steps that lead to one that never returned are told, that one last, though it is not taken again', async () => {
  expect(await describePrefix(input, [1, 1])).toEqual(['b#1 start actor (delivery)', 'b#2 gate y (delivery)']);
  expect(await describePrefix(input, [1])).toEqual(['b#1 start actor (delivery)']);
});

test('before the first step it may be setup that never returned, which is not run again', async () => {
  const setup = (): never => {
    throw new Error('setup was run');
  };
  expect(await describePrefix({ ...input, scenario: trial(setup) }, [])).toEqual([]);
});
