import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';

/** Node's own functions, which the test runner took before the seam was there. */
const taken = Object.getOwnPropertySymbols(globalThis)
  .filter(({ description }) => description === 'vitest:SAFE_TIMERS')
  .map((symbol) => Reflect.get(globalThis, symbol))[0] as typeof globalThis;

async function seenBy(body: (seen: unknown[]) => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  const { leaks } = await runOnce(trialOf({ a: () => body(seen) }));
  return [...leaks, ...seen];
}

test('an immediate of a module that took its setImmediate before the seam comes in a step, with its arguments', async () => {
  expect(taken.setImmediate).not.toBe(setImmediate);
  const both = (seen: unknown[]): void => {
    taken.setImmediate((...args: unknown[]) => seen.push(...args), 'first', 1);
    setImmediate(() => seen.push('second'));
    taken.setImmediate(() => seen.push('third'));
  };
  expect(await seenBy(both)).toEqual(['first', 1, 'second', 'third']);
});

test('such an immediate is cleared by whatever clearImmediate', async () => {
  for (const clear of [clearImmediate, taken.clearImmediate]) {
    const body = (seen: unknown[]): void => clear(taken.setImmediate(() => seen.push('cleared')));
    expect(await seenBy(body)).toEqual([]);
  }
});

test('what it throws is the actor’s', async () => {
  const { run, leaks } = await runOnce(
    trialOf({
      a: () => {
        taken.setImmediate(() => {
          throw new Error('late');
        });
      },
    }),
  );
  expect(leaks).toEqual([]);
  expect(run.violations.map(({ evidence }) => evidence.message)).toEqual([expect.stringContaining('late')]);
});

test('outside an execution it is real', async () => {
  expect(await new Promise((resolve) => taken.setImmediate(resolve, 'real'))).toBe('real');
});
