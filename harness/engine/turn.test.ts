import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { trial } from '../testing/trial.ts';
import type { SimProcess } from './process.ts';
import { areApart, type TurnMember } from './turn.ts';

/** Runs actors of these names, which begin together. Returns the order in which they did. */
async function begun(names: readonly string[]): Promise<string[]> {
  const order: string[] = [];
  const scenario = trial((env) => {
    const process = env.process('p');
    env.together(...names.map((name) => env.actor(name, process, () => void order.push(name))));
  });
  await runOnce(scenario);
  return order;
}

test('a turn takes two actors or more', async () => {
  for (const few of [[], ['a']])
    await expect(begun(few)).rejects.toThrow(/^ERR_USAGE: .*: it takes two actors or more/);
  for (const enough of [
    ['a', 'b'],
    ['a', 'b', 'c'],
  ])
    expect(await begun(enough)).toEqual(enough);
});

test('a turn is of one process', async () => {
  const scenario = trial((env) => {
    const actors = ['a', 'b'].map((name) => env.actor(name, env.process(`process of ${name}`), () => {}));
    env.together(...actors);
  });
  await expect(runOnce(scenario)).rejects.toThrow('a and b are of different processes, which share no turn');
});

test('two actors of one process are apart unless they share a turn; daemons and other processes do not count', () => {
  const p = {} as SimProcess;
  const q = {} as SimProcess;
  const member = (process: SimProcess, turn: object | null = null, isDaemon = false): TurnMember =>
    ({ process, turn, isDaemon }) as TurnMember;
  const [turn, other] = [{}, {}];
  expect(areApart([])).toBe(false);
  expect(areApart([member(p)])).toBe(false);
  expect(areApart([member(p), member(p)])).toBe(true);
  expect(areApart([member(p), member(q), member(p)])).toBe(true);
  expect(areApart([member(p), member(q)])).toBe(false);
  expect(areApart([member(p), member(p, null, true), member(q, null, true), member(q)])).toBe(false);
  expect(areApart([member(p, turn), member(p, turn)])).toBe(false);
  expect(areApart([member(p, turn), member(p, turn), member(p, other)])).toBe(true);
  expect(areApart([member(p, turn), member(p)])).toBe(true);
});
