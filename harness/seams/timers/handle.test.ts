import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { trialOf } from '../../testing/trial.ts';

test('clearing a timer that has fired is fine, where each withdrawal is logged too', async () => {
  const scenario = trialOf({
    a: async () => {
      const timer = setTimeout(() => {}, 1);
      await sleep(5);
      clearTimeout(timer);
    },
  });
  const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
});
