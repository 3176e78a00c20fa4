import { afterAll, expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { trial } from '../testing/trial.ts';

// What code under test throws, returns or leaves behind is described without being trusted.

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function refuse(): never {
  throw new Error('it refuses');
}

const error = (property: 'message' | 'stack'): Error =>
  Object.defineProperty(new Error('a'), property, { get: refuse });

/** What an actor's body does, and what is said of it. */
const BODIES: readonly (readonly [name: string, body: () => unknown, says: string | RegExp])[] = [
  ['throws an object without a prototype', () => throwing(Object.create(null)), 'a threw [Object: null prototype] {}'],
  ['rejects with one', async () => throwing(Object.create(null)), 'a threw [Object: null prototype] {}'],
  ['throws a proxy whose traps throw', () => throwing(new Proxy({}, { get: refuse, getPrototypeOf: refuse })), /Proxy/],
  ['throws a revoked proxy', () => throwing(revoked()), 'a threw <Revoked Proxy>'],
  ['throws what cannot be made a string', () => throwing({ toString: refuse }), /a threw \{ toString: \[Function/],
  ['throws an error without a message', () => throwing(error('message')), 'a threw an error that cannot be described'],
  ['throws an error without a stack', () => throwing(error('stack')), 'a threw Error: a'],
  ['throws a symbol', () => throwing(Symbol('s')), 'a threw Symbol(s)'],
  ['throws nothing', () => throwing(undefined), 'a threw undefined'],
  ['returns a thenable whose then cannot be had', () => thenable({ get: refuse }), 'a threw Error: it refuses'],
  ['returns a thenable whose then throws', () => thenable({ value: refuse }), 'a threw Error: it refuses'],
  ['returns a revoked proxy', () => revoked(), /a threw TypeError: .*revoked/],
  [
    'throws a long text',
    () => throwing(new Error('x'.repeat(1e6))),
    /^a threw Error: x{4089}\.\.\. \(1000007 characters\)$/,
  ],
];

function thenable(then: PropertyDescriptor): object {
  return Object.defineProperty({}, 'then', then);
}

function throwing(value: unknown): never {
  throw value;
}

test.each(BODIES)('a body that %s breaks no-actor-threw, and nothing else', async (_, body, says) => {
  const scenario = trial((env) => void env.actor('a', env.process('p'), body));
  const { verdicts } = await explore(scenario, 'only', { seed: 1, schedulesMax: 3 });
  const broken = verdicts.filter(({ verdict }) => verdict !== 'holds');
  expect(broken.map(({ property }) => property)).toEqual(['no-actor-threw']);
  expect(broken[0]?.counterexample?.message).toMatch(says);
});

test('a rejection that nobody handles is described as well', async () => {
  const scenario = trial(
    (env) => void env.actor('a', env.process('p'), async () => void Promise.reject(Object.create(null))),
  );
  const { verdicts } = await explore(scenario, 'only', { seed: 1, schedulesMax: 3 });
  const { counterexample } = verdicts.find(({ property }) => property === 'no-unhandled-rejection') ?? {};
  expect(counterexample?.message).toBe('a: [Object: null prototype] {}');
});

type Patched = Date & { inOtherWords?: () => string };
afterAll(() => void delete (Date.prototype as Patched).inOtherWords);

test('a method that code adds to Date.prototype stays, over slices and afterwards', async () => {
  let added = 0;
  const scenario = trial(
    (env) =>
      void env.actor('a', env.process('p'), () => {
        const prototype = Date.prototype as Patched;
        if (prototype.inOtherWords === undefined) added++;
        prototype.inOtherWords ??= () => 'now';
        if ((new Date() as Patched).inOtherWords?.() !== 'now') throw new Error('it is gone');
        if (!(new Date() instanceof Date) || new Date().constructor !== Date) throw new Error('it is another Date');
        if (Date() !== new Date(Date.now()).toString()) throw new Error('clocks differ');
      }),
  );
  const { verdicts } = await explore(scenario, 'only', { seed: 1, schedulesMax: 300 });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
  expect(added).toBe(1);
  expect((new Date() as Patched).inOtherWords?.()).toBe('now');
});
