import { expect, test } from 'vitest';
import { explore } from '../harness/explore/explore.ts';
import { leftoversBetween, takeSnapshot } from '../harness/testing/leftovers.ts';
import { CATALOGUE } from './index.ts';

// `npm run leftovers` makes 100,000 executions of each scenario, and weighs the heap as well.

test.each([
  ['lost-update', 'read-modify-write'],
  ['openclaw-20769-auth', 'reference'],
])(
  '200 executions of %s / %s leave no timer, handle, listener, changed function or module',
  async (name, implementation) => {
    const { scenario } = (await CATALOGUE.get(name)?.load()) ?? {};
    if (scenario === undefined) throw new Error(`there is no ${name}`);
    await explore(scenario, implementation, { seed: 1, schedulesMax: 20 });
    const before = takeSnapshot();
    await explore(scenario, implementation, { seed: 2, schedulesMax: 200 });
    expect(leftoversBetween(before, takeSnapshot())).toEqual([]);
  },
);

test('what is left is told: a timer, a listener, a changed method, one of a prototype and a changed global', () => {
  const before = takeSnapshot();
  const timer = setTimeout(() => {}, 1_000);
  const listener = (): void => {};
  process.on('SIGUSR2', listener);
  const { digest, has } = { digest: Reflect.get(Buffer, 'from'), has: Map.prototype.has };
  Reflect.set(Buffer, 'from', (...args: unknown[]) => Reflect.apply(digest, Buffer, args));
  Map.prototype.has = function (key) {
    return Reflect.apply(has, this, [key]);
  };
  Reflect.set(globalThis, 'leftBehind', 1);
  const left = leftoversBetween(before, takeSnapshot());
  Map.prototype.has = has;
  Reflect.set(Buffer, 'from', digest);
  process.off('SIGUSR2', listener);
  clearTimeout(timer);
  Reflect.deleteProperty(globalThis, 'leftBehind');
  expect(left).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^resource Timeout: \d before, \d after$/),
      'listener of process for SIGUSR2: 0 before, 1 after',
      'buffer.Buffer.from: changed',
      'globalThis.Map.prototype.has: changed',
      'globalThis.leftBehind: changed',
    ]),
  );
});
