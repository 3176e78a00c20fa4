import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trialOf } from '../testing/trial.ts';
import { Urw } from './urw.ts';

test('after some executions it knows how many interleavings there are', async () => {
  const body = async (actor: Actor): Promise<void> => {
    await actor.gate();
    await actor.gate();
  };
  const strategy = new Urw(1);
  const scenario = trialOf({ a: body, b: body }, { control: 'gates' });
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 10 });
  expect(strategy.interleavings).toBe(null);
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 190 });
  // 6! / (3! 3!)
  expect(strategy.interleavings).toBe(20);
});
