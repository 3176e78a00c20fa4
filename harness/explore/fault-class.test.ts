import { expect, test } from 'vitest';
import { trial } from '../testing/trial.ts';
import { explore } from './explore.ts';

const spec = { examples: { a: { workload: 1, faults: 'none' }, b: { workload: 1, faults: 'kill' } } };
const body = (): void => {};

test('executions are counted by origin and by what the scenario calls their faults', async () => {
  const scenario = trial((env) => env.actor('a', env.process('p'), body), {
    ...spec,
    faultClass: (workload, faults) => `${faults} ${workload}`,
  });
  const { coverage, executions } = await explore(scenario, 'only', { schedulesMax: 100 });
  expect(coverage.tallies.slice(0, 2)).toEqual([
    { origin: 'a', faultClass: 'none 1', executions: coverage.examples.a, broken: {} },
    { origin: 'b', faultClass: 'kill 1', executions: coverage.examples.b, broken: {} },
  ]);
  expect(coverage.tallies.reduce((sum, tally) => sum + tally.executions, 0)).toBe(executions);
});

test('what was broken is counted where it was', async () => {
  const scenario = trial((env) => env.actor('a', env.process('p'), body), {
    ...spec,
    properties: [
      {
        name: 'never',
        kind: 'safety',
        level: 'strict',
        says: 'no execution ends',
        when: 'quiescence',
        judge: () => ({ message: 'it ended' }),
      },
    ],
  });
  const { coverage } = await explore(scenario, 'only', { schedulesMax: 100 });
  for (const { broken, executions, faultClass } of coverage.tallies) {
    expect([broken, faultClass]).toEqual([{ never: executions }, null]);
  }
});

test('a scenario whose own code throws is refused in one line', async () => {
  const scenario = trial((env) => env.actor('a', env.process('p'), body), {
    ...spec,
    faultClass: () => {
      throw new RangeError('no such plan');
    },
  });
  await expect(explore(scenario, 'only', { schedulesMax: 10 })).rejects.toThrow(
    /^ERR_BAD_SCENARIO_MODULE: faultClass of scenario trial threw: .*no such plan/,
  );
});
