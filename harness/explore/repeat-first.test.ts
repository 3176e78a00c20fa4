import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { inWords } from '../testing/in-words.ts';
import { trialOf } from '../testing/trial.ts';
import { explore } from './explore.ts';

async function howOf(body: (actor: Actor) => unknown, strategy: string = 'portfolio'): Promise<readonly string[]> {
  const { verdicts } = await explore(trialOf({ a: body, b: body }), 'only', { schedulesMax: 100, strategy });
  return [...new Set(inWords(verdicts).map(({ verdict, how }) => `${verdict} ${how}`))];
}

test.each(['portfolio', 'exhaustive'] as const)(
  'what the first execution leaves in a module for good is said beside what holds (%s)',
  async (strategy) => {
    let settings: string | undefined;
    const how = await howOf(async (actor) => {
      if (settings === undefined) await actor.gate('settings');
      settings = 'read once';
      await actor.gate('x');
    }, strategy);
    expect(how).toHaveLength(1);
    expect(how[0]).toMatch(/^holds .*the first execution of a thread goes another way than the others/);
  },
);

test('what later executions leave in a module is noticed without being asked for', async () => {
  let waiting = 0;
  const how = await howOf((actor) => (++waiting > 20 ? actor.gate('queue') : actor.gate('x')));
  expect(how).toHaveLength(1);
  expect(how[0]).toMatch(
    /^unknown ERR_UNCONTROLLED_NONDETERMINISM: the first execution went another way later; .*reset/,
  );
});

test('what changes between two turns of an example is noticed where their findings meet', async () => {
  let waiting = 0;
  // Each example's first turn waits sixteen times, the repetitions of its first execution among them.
  const body = (actor: Actor): unknown => (++waiting > 32 ? actor.gate('queue') : actor.gate('x'));
  const trial = trialOf({ a: body, b: body });
  const [[, example] = ['', undefined]] = Object.entries(trial.examples);
  if (example === undefined) throw new Error('the trial has no example');
  const { verdicts } = await explore({ ...trial, examples: { one: example, two: example } }, 'only', {
    schedulesMax: 100,
  });
  expect(inWords(verdicts)[0]?.how).toMatch(/the first execution went another way later/);
});

test('exhaustive exploration, which meets it by itself, says the same', async () => {
  let waiting = 0;
  const how = await howOf((actor) => (++waiting > 5 ? actor.gate('queue') : actor.gate('x')), 'exhaustive');
  expect(how).toHaveLength(1);
  expect(how[0]).toMatch(/^unknown ERR_UNCONTROLLED_NONDETERMINISM: .*reset module variables/);
});

test('a violation that does not come again is unknown, and no bug of the engine', async () => {
  let calls = 0;
  const how = await howOf(async (actor) => {
    const call = ++calls;
    await actor.gate('x');
    if (call === 50) throw new Error('the fiftieth');
  });
  expect(how).toContainEqual(
    expect.stringMatching(/^unknown ERR_UNCONTROLLED_NONDETERMINISM: found in 100 executions, but/),
  );
  expect(how.some((each) => each.startsWith('violated'))).toBe(false);
});

test('code that keeps nothing is not suspected', async () => {
  const how = await howOf((actor) => actor.gate('x'));
  expect(how).toHaveLength(1);
  expect(how[0]).toMatch(/^holds /);
  expect(how[0]).not.toMatch(/first execution/);
});
