import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { trial } from '../testing/trial.ts';

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
