import { expect, test } from 'vitest';
import type { ScenarioSpec } from '../scenario/scenario.ts';
import { trial } from '../testing/trial.ts';
import { scenarioAt } from './at-value.ts';
import { explore } from './explore.ts';

type Ranges = NonNullable<ScenarioSpec<unknown, unknown, unknown, unknown>['ranges']>;

const RANGES: Ranges = {
  'wait-ms': {
    says: 'how long it waits',
    unit: 'ms',
    values: [1, 5],
    claimedTo: 1,
    at(value) {
      if (value < 0) throw new RangeError('time goes on');
      return { workload: value, faults: 'none' };
    },
  },
};

const seen = new Set<unknown>();
const base = trial(
  (env) => {
    env.actor('a', env.process('p'), () => {});
  },
  { ranges: RANGES },
);
const scenario = {
  ...base,
  setup: (...given: Parameters<typeof base.setup>) => {
    seen.add(JSON.stringify(given.slice(2)));
    return base.setup(...given);
  },
};

test('what is explored at a value is the workload of that value and no other', async () => {
  const at = scenarioAt(scenario, { range: 'wait-ms', value: 5 });
  expect(Object.keys(at.examples)).toEqual(['wait-ms 5']);
  await explore(at, 'only', { schedulesMax: 200 });
  expect([...seen]).toEqual(['[5,"none"]']);
});

test('a range that is not there, and one whose code throws, are refused in one line', () => {
  expect(() => scenarioAt(scenario, { range: 'toString', value: 1 })).toThrow(
    'ERR_USAGE: scenario trial has no range "toString": it has wait-ms.',
  );
  expect(() =>
    scenarioAt(
      trial(() => {}),
      { range: 'x', value: 1 },
    ),
  ).toThrow('has no range "x": it declares none.');
  expect(() => scenarioAt(scenario, { range: 'wait-ms', value: -1 })).toThrow(
    'ERR_BAD_SCENARIO_MODULE: range wait-ms of scenario trial makes no workload: time goes on.',
  );
});
