import { expect, test } from 'vitest';
import { resourceNamed } from '../../engine/resource.ts';
import type { Decision } from '../../engine/strategy.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';
import { AccessCounts } from './access-counts.ts';

test('shared is what several actors touch and one of them writes', async () => {
  const counts = new AccessCounts();
  const scenario = trialOf({
    a: async (actor) => {
      await actor.gate('read by both', 'reads');
      await actor.gate('written by one', 'reads');
      await actor.gate('of a alone');
      await actor.gate('of a alone');
    },
    b: async (actor) => {
      await actor.gate('read by both', 'reads');
      await actor.gate('written by one');
      await actor.gate('written by one');
    },
  });
  const left: number[] = [];
  const choose = ({ enabled, defaultIndex }: Decision): number => {
    const operation = enabled[defaultIndex];
    if (operation === undefined) throw new Error('nothing is enabled');
    if (operation.resource.name === 'written by one') left.push(counts.left(operation.resource.hash, operation.actor));
    counts.took(operation);
    return defaultIndex;
  };
  for (let execution = 0; execution < 3; execution++) {
    counts.begin();
    await runOnce(scenario, { strategy: { begin: () => true, choose, end: () => counts.end(), seesEveryStep: true } });
  }
  expect(counts.shared).toEqual([resourceNamed('written by one').hash]);
  // Learned from the first execution: a touches it once, b twice. So it is in the second.
  expect(left).toEqual([0, 0, 0, 1, 2, 1, 1, 2, 1]);
});
