import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { trial } from '../testing/trial.ts';

test('a setup that throws, or that is asynchronous, is no finding', async () => {
  const throws = trial(() => {
    throw new Error('no such model');
  });
  await expect(explore(throws, 'only', {})).rejects.toThrow(/^ERR_BAD_SCENARIO_MODULE: scenario trial threw in setup/);
  const late = trial(async () => {});
  await expect(explore(late, 'only', {})).rejects.toThrow(/^ERR_BAD_SCENARIO_MODULE: setup of .* returned a promise/);
});

test('a cost that throws is no finding', async () => {
  const cost = {
    name: 'latency',
    unit: 'ms' as const,
    figures: ['max' as const],
    says: 'how long',
    measure: () => {
      throw new Error('nothing was measured');
    },
  };
  const scenario = trial((env) => env.actor('a', env.process('p'), () => {}), { costs: [cost] });
  await expect(explore(scenario, 'only', { schedulesMax: 1, measuresCosts: true })).rejects.toThrow(
    /^ERR_BAD_SCENARIO_MODULE: scenario trial threw in a cost: Error: nothing was measured/,
  );
});
