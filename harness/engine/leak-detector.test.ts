import { AsyncResource } from 'node:async_hooks';
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import net from 'node:net';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { isMainThread, Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { type Leak, LeakDetector } from './leak-detector.ts';
import type { Actor } from './operation.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** In a thread of Node's pool. */
const prime = (): void => crypto.generatePrime(32, () => {});

async function leaksOf(body: () => unknown, allow: readonly string[] = []): Promise<readonly Leak[]> {
  const detector = new LeakDetector(allow);
  detector.arm();
  try {
    await runOnce(
      trialOf({
        a: async (actor) => {
          await actor.gate();
          return body();
        },
      }),
    );
  } finally {
    detector.disarm();
  }
  return detector.take();
}

async function resourcesOf(body: () => unknown): Promise<string[]> {
  return [...new Set((await leaksOf(body)).map((leak) => leak.resource))].toSorted();
}

test('a socket is named with its actor, its step and the line that opened it', async () => {
  const leaks = await leaksOf(() => {
    const socket = net.connect('\0nowhere').on('error', () => {});
    ends.push(() => socket.destroy());
  });
  expect(leaks.map((leak) => leak.resource)).toEqual(['PIPEWRAP', 'PIPECONNECTWRAP']);
  for (const leak of leaks) {
    expect(leak).toMatchObject({ actor: 'a', step: 2 });
    expect(leak.advice).toBeUndefined();
    expect(leak.source).toMatch(/^harness\/engine\/leak-detector\.test\.ts:\d+$/);
  }
});

test('programs that nobody declares, workers, name look-ups and threads of crypto are seen', async () => {
  expect(await resourcesOf(() => childProcess.spawn('true').on('error', () => {}))).toEqual(['PROCESSWRAP']);
  expect(await resourcesOf(() => childProcess.spawnSync('true'))).toEqual(['PROCESSWRAP']);
  expect(await resourcesOf(() => new Worker('0', { eval: true }))).toContain('WORKER');
  expect(await resourcesOf(() => dns.promises.lookupService('127.0.0.1', 9))).toEqual(['GETNAMEINFOREQWRAP']);
  expect(await resourcesOf(prime)).toEqual(['RANDOMPRIMEREQUEST']);
});

test('a module loaded by an actor is seen', async () => {
  // Under vitest modules come from its parent process, or from its main thread (pool: 'threads').
  const way = isMainThread ? 'process.send' : 'postMessage';
  expect(await resourcesOf(() => import('./no-such-module.mjs' as string))).toEqual([way]);
});

test('blocking calls and weak references are seen', async () => {
  expect(await resourcesOf(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1))).toEqual([
    'Atomics.wait',
  ]);
  expect(await resourcesOf(() => new WeakRef({}).deref())).toEqual(['WeakRef']);
});

test('an observer of performance is seen in every execution, though Node makes its real immediate in the first', async () => {
  const observe = (): void => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ entryTypes: ['mark'] });
    performance.mark('seen');
    observer.disconnect();
  };
  for (let i = 0; i < 3; i++) expect(await resourcesOf(observe)).toContain('PerformanceObserver');
});

test('what only V8 or a pipe can complete is seen, and not taken for a deadlock', async () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  expect(await resourcesOf(() => WebAssembly.compile(empty))).toEqual(['WebAssembly.compile']);
  expect(await resourcesOf(() => WebAssembly.instantiate(empty))).toEqual(['WebAssembly.instantiate']);
  const { waitAsync } = Atomics as unknown as Record<'waitAsync', (...args: unknown[]) => { value: unknown }>;
  expect(await resourcesOf(() => waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1).value)).toEqual([
    'Atomics.waitAsync',
  ]);
});

test('what the seams control, the drain completes or nobody waits for is no leak', async () => {
  const leaks = await leaksOf(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    AbortSignal.any([AbortSignal.timeout(1)]);
    await new Response('body').text();
    await new Promise((resolve) => crypto.randomBytes(4, resolve));
    for await (const _ of new ReadableStream({ start: (controller) => controller.close() }));
    new AsyncResource('POOL_OF_THE_CODE').emitDestroy();
    zlib.gunzipSync(zlib.gzipSync('x'));
    crypto.createHash('sha256').update('x').digest();
    structuredClone({});
    await new Blob(['x'.repeat(5_000_000)]).text();
    // biome-ignore lint/suspicious/noConsole: this is what code under test does
    console.log('a line of an actor');
  });
  expect(leaks).toEqual([]);
});

test('what a setup begins is of no actor and real: it is named', async () => {
  let timer: NodeJS.Timeout | undefined;
  const scenario = trial((env) => {
    timer ??= setTimeout(() => {}, 1);
    env.actor('a', env.process('p'), () => new Promise((resolve) => setTimeout(resolve, 1)), { atOnce: true });
  });
  const { leaks } = await runOnce(scenario);
  clearTimeout(timer);
  expect(leaks).toHaveLength(1);
  expect(leaks[0]).toMatch(
    /^step 0, setup: Timeout \(.*leak-detector\.test\.ts:\d+\), which is a real one, since no actor/,
  );
});

test('a scenario may declare a resource harmless', async () => {
  expect(await leaksOf(prime, ['RANDOMPRIMEREQUEST'])).toEqual([]);
  expect(await leaksOf(() => new WeakRef({}).deref(), ['WeakRef'])).toEqual([]);
});

test('nothing is seen outside an execution', async () => {
  const detector = new LeakDetector();
  detector.arm();
  await new Promise((resolve) => setTimeout(resolve, 1));
  await dns.promises.lookup('localhost');
  detector.disarm();
  expect(detector.take()).toEqual([]);
});

test('a leak in a loop is one leak, and take empties the detector', async () => {
  const detector = new LeakDetector();
  detector.arm();
  const scenario = trialOf({
    a: () => {
      for (let i = 0; i < 50; i++) prime();
    },
  });
  await runOnce(scenario);
  detector.disarm();
  expect(detector.take()).toHaveLength(1);
  expect(detector.take()).toEqual([]);
});

test('what is allowed is kept, each resource of each actor once, for the case that nothing else can run', async () => {
  const detector = new LeakDetector(['UDPWRAP']);
  detector.arm();
  const body = async (actor: Actor): Promise<void> => {
    await actor.gate();
    for (let i = 0; i < 3; i++) detector.report('UDPWRAP', { isReal: true });
    detector.report('UDPWRAP', { isReal: true, advice: 'other advice' });
  };
  await runOnce(trialOf({ a: body, b: body }));
  detector.disarm();
  expect(detector.take(true)).toMatchObject([
    { resource: 'UDPWRAP', actor: 'a', source: '' },
    { resource: 'UDPWRAP', actor: 'b', source: '' },
  ]);
  expect(detector.take(true)).toEqual([]);
});

test('two resources that are allowed are two', async () => {
  const detector = new LeakDetector(['UDPWRAP', 'PIPEWRAP']);
  const begin = async (): Promise<void> => {
    detector.arm();
    await runOnce(
      trialOf({
        a: () => {
          for (const resource of ['UDPWRAP', 'PIPEWRAP']) detector.report(resource, { isReal: true });
        },
      }),
    );
    detector.disarm();
  };
  await begin();
  expect(detector.take(false)).toEqual([]);
  await begin();
  expect(detector.take(true).map(({ resource }) => resource)).toEqual(['UDPWRAP', 'PIPEWRAP']);
});

test('of what is allowed twenty are kept, of leaks as well', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `RESOURCE-${i}`);
  for (const allow of [names, []]) {
    const detector = new LeakDetector(allow);
    const a = (): void => {
      for (const name of names) detector.report(name, { isReal: true });
    };
    await runOnce(trialOf({ a }));
    expect(detector.take(true).map(({ resource }) => resource)).toEqual(names.slice(0, 20));
  }
});
