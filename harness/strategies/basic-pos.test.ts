import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { runOnce } from '../run/detailed-run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { trial } from '../testing/trial.ts';
import { BasicPos } from './basic-pos.ts';

/** Three actors that pass gates; `extra` gives a further one, which passes a gate of another name. */
function walkers(log: string[], extra: boolean): Scenario {
  const body = async (actor: Actor): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      await actor.gate('counter');
      log.push(`${actor.name}${i}`);
    }
  };
  return trial((env) => {
    const process = env.process('p');
    for (const name of ['a', 'b', 'c']) env.actor(name, process, body, { atOnce: true });
    if (extra) env.actor('x', process, (actor) => actor.gate('other'), { atOnce: true });
  });
}

async function orders(extra: boolean, executions: number): Promise<string[]> {
  const strategy = new BasicPos(1);
  const all: string[] = [];
  for (let i = 0; i < executions; i++) {
    strategy.begin();
    const log: string[] = [];
    await runOnce(walkers(log, extra), { strategy });
    all.push(log.join(' '));
  }
  return all;
}

test('decisions follow labels: an operation more leaves the order of the others as it was', async () => {
  expect(await orders(true, 50)).toEqual(await orders(false, 50));
});

test('executions differ from each other', async () => {
  expect(new Set(await orders(false, 50)).size).toBeGreaterThan(40);
});
