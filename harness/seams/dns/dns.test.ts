import dns, { lookup as importedLookup, type LookupOptions } from 'node:dns';
import { lookup as importedPromise } from 'node:dns/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { runAgainst } from '../../testing/run-against.ts';
import { trialOf } from '../../testing/trial.ts';
import { respond } from '../../world/network/reply.ts';

const HOST = 'api.anthropic.com';
const FIRST = '198.18.0.1';
const NOT_FOUND = { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo' };

interface Told {
  /** What the callback was given, then what the promise gave. */
  readonly values: readonly unknown[];
  readonly leaks: readonly string[];
}

/** What an actor's callback and promise are told, in a scenario with two hosts. */
async function asked(host: string, options: LookupOptions = {}): Promise<Told> {
  const callback = () => new Promise((resolve) => dns.lookup(host, options, (...args: unknown[]) => resolve(args)));
  return runAgainst(() => respond(200), [callback, () => dns.promises.lookup(host, options)], {
    setup: (env) => {
      env.network.upstream(`http://${HOST}:8080`, () => respond(200), { name: 'other port' });
      env.network.upstream('http://auth.internal', () => respond(200));
    },
  });
}

/** The same where nothing may be refused. */
async function told(host: string, options: LookupOptions = {}): Promise<unknown[]> {
  const { values, leaks } = await asked(host, options);
  expect(leaks).toEqual([]);
  return [...values];
}

/** How a call ends, an argument error of Node included. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error instanceof Error ? { ...error, name: error.name, message: error.message } : error;
  }
}

test('the host of an upstream has an address of its own, the same at each port', async () => {
  expect(await told(HOST)).toEqual([[null, FIRST, 4], { address: FIRST, family: 4 }]);
  expect(await told('API.Anthropic.com', { all: true })).toEqual([
    [null, [{ address: FIRST, family: 4 }]],
    [{ address: FIRST, family: 4 }],
  ]);
  expect(await told('auth.internal')).toEqual([[null, '198.18.0.2', 4], { address: '198.18.0.2', family: 4 }]);
  expect(await told('localhost')).toEqual([[null, '127.0.0.1', 4], { address: '127.0.0.1', family: 4 }]);
});

test('IPv6 is refused, but for what V4MAPPED makes of IPv4', async () => {
  const { values, leaks } = await asked(HOST, { family: 6 });
  expect((values[0] as unknown[])[0]).toMatchObject(NOT_FOUND);
  expect(leaks[0]).toMatch(/^ERR_UNSUPPORTED_CALL: a lookup of the IPv6 address of api\.anthropic\.com/);
  const mapped = { address: `::ffff:${FIRST}`, family: 6 };
  expect((await told(HOST, { family: 6, hints: dns.V4MAPPED }))[1]).toEqual(mapped);
});

test('a host that may exist outside is refused by name, for code that goes on without it shows nothing', async () => {
  const { values, leaks } = await asked('forgotten.example');
  expect((values[0] as unknown[])[0]).toMatchObject({ ...NOT_FOUND, hostname: 'forgotten.example' });
  expect(leaks[0]).toMatch(
    /^ERR_NO_UPSTREAM: a lookup of forgotten\.example: no upstream of the scenario has this host/,
  );
});

test('a name in .invalid is not found, with the error that Node gives', async () => {
  // Fails everywhere and without a network, if with another code: its fields are what is compared.
  const real = await outcome(() => dns.promises.lookup('127.1', 6));
  const [called, promised] = await told('nope.invalid', { all: true });
  expect(called).toHaveLength(1);
  for (const error of [...(called as unknown[]), promised]) {
    const fields = await outcome(() => Promise.reject(error));
    const message = 'getaddrinfo ENOTFOUND nope.invalid';
    expect(fields).toEqual({ ...NOT_FOUND, hostname: 'nope.invalid', name: 'Error', message });
    expect(Object.keys(fields as object)).toEqual(Object.keys(real as object));
  }
});

test('addresses, no host, and arguments that Node refuses are answered as by Node', async () => {
  const bad = (options: object): LookupOptions => options;
  const calls = [
    () => dns.promises.lookup('::1', 4),
    () => dns.promises.lookup('', { family: 6 }),
    () => promisify(dns.lookup)('127.0.0.1', { all: true }),
    () => dns.lookup('localhost', bad({ family: 5 }), () => {}),
    () => dns.lookup('localhost', bad({ all: 1 }), () => {}),
    () => Reflect.apply(dns.lookup, dns, ['localhost']),
    () => Reflect.apply(dns.lookup, dns, [5, () => {}]),
    () => dns.promises.lookup('localhost', { hints: 3 }),
    () => dns.promises.lookup('localhost', bad({ family: 'IPv4' })),
  ];
  const real = await Promise.all(calls.map(outcome));
  const { values, leaks } = await runAgainst(
    () => respond(200),
    calls.map((call) => () => outcome(call)),
  );
  expect(values).toEqual(real);
  expect(leaks).toEqual([]);
});

test('two lookups end in either order, as steps at virtual times, however they were imported', async () => {
  const orders = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const order: string[] = [];
    const scenario = trialOf({
      a: () => importedPromise('localhost').then(() => order.push('a')),
      b: () => promisify(importedLookup)('localhost', 4).then(({ family }) => order.push(`b${family}`)),
    });
    const { run, recorder, leaks } = await runOnce(scenario, { strategy: randomWalk(seed) });
    expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
    expect(leaks).toEqual([]);
    expect(recorder.events.map(({ text }) => text)).toEqual(expect.arrayContaining(['a#2 lookup dns:localhost']));
    orders.add(order.join());
  }
  expect([...orders].sort()).toEqual(['a,b4', 'b4,a']);
});

test('what a callback throws is an error of its actor', async () => {
  const { run } = await runOnce(
    trialOf({
      a: () =>
        dns.lookup('localhost', () => {
          throw new Error('oops');
        }),
    }),
  );
  expect(run.execution.unhandled).toMatchObject([{ actor: 'a', error: new Error('oops') }]);
});
