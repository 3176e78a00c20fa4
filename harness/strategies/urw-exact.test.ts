import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Strategy } from '../engine/strategy.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial, trialOf } from '../testing/trial.ts';
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

test('once it knows them it walks them all equally often, though one waits for another, of which estimates know nothing', async () => {
  let order = '';
  const gates = async (actor: Actor, count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await actor.gate();
      order += actor.name;
    }
  };
  const scenario = trial(
    (env) => {
      order = '';
      const process = env.process('p');
      let open = (): void => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      env.actor('a', process, (actor) => gates(actor, 1).then(open), { atOnce: true });
      env.actor('b', process, (actor) => opened.then(() => gates(actor, 2)), { atOnce: true });
      env.actor('c', process, (actor) => gates(actor, 2), { atOnce: true });
    },
    { control: 'gates' },
  );
  const urw = new Urw(1);
  await runMany(scenario, { implementation: 'only', strategy: urw, executionsMax: 500 });
  expect(urw.interleavings).toBe(10);
  const walked = new Map<string, number>();
  const strategy: Strategy = {
    seesEveryStep: true,
    begin: () => urw.begin(),
    choose: (decision) => urw.choose(decision),
    end: () => {
      walked.set(order, (walked.get(order) ?? 0) + 1);
      urw.end();
    },
  };
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 2_000 });
  expect(walked.size).toBe(10);
  // Four standard deviations are 54.
  for (const times of walked.values()) expect(Math.abs(times - 200)).toBeLessThan(54);
});
