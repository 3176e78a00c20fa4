import domain from 'node:domain';
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { DrainKind } from '../../engine/drain.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';

const throwing = (text: string) => (): never => {
  throw new Error(text);
};

const messageOf = (error: unknown): string => String(Reflect.get(Object(error), 'message'));

/** What `body`'s process noted, and the properties broken. */
async function noted(
  body: (note: (text: string) => void) => unknown,
  drain: DrainKind,
): Promise<{ seen: string[]; broken: string[] }> {
  const seen: string[] = [];
  const note = (text: string): void => void seen.push(text);
  const { violations } = await runOnce(trialOf({ a: () => body(note) }), { drain });
  return { seen, broken: violations.map(({ evidence }) => evidence.message) };
}

const DRAINS = ['tick', 'next-tick'] as const;

test.each(DRAINS)(
  'a rejection goes to its listener after the microtasks of its step, and is handled (%s)',
  async (drain) => {
    const { seen, broken } = await noted(async (note) => {
      const rejected = Promise.reject(new Error('one'));
      process.on('unhandledRejection', (reason, promise) => note(`${messageOf(reason)} ${promise === rejected}`));
      process.on('rejectionHandled', (promise) => note(`handled ${promise === rejected}`));
      void Promise.resolve().then(() => note('microtask'));
      process.nextTick(() => note('tick'));
      await sleep(5);
      rejected.catch(() => note('caught'));
      await sleep(5);
    }, drain);
    expect(seen).toEqual(['tick', 'microtask', 'one true', 'caught', 'handled true']);
    expect(broken).toEqual([]);
  },
);

test.each(DRAINS)(
  'an exception goes to the monitor and the listener, from timers, files and microtasks alike (%s)',
  async (drain) => {
    const { seen, broken } = await noted(async (note) => {
      process.on('uncaughtExceptionMonitor', (error, origin) => note(`monitor ${error.message} ${origin}`));
      process.on('uncaughtException', (error, origin) => note(`${error.message} ${origin}`));
      setTimeout(throwing('timer'), 1);
      await sleep(2);
      readFile('/none', throwing('file'));
      await sleep(20);
      queueMicrotask(throwing('microtask'));
      await sleep(2);
      void Promise.reject(7);
      await sleep(2);
    }, drain);
    const of = (text: string, origin = 'uncaughtException'): string[] => [
      `monitor ${text} ${origin}`,
      `${text} ${origin}`,
    ];
    expect(seen.slice(0, 6)).toEqual([...of('timer'), ...of('file'), ...of('microtask')]);
    expect(seen.slice(6).map((text) => text.replace(/This.*(?=The promise)/, ''))).toEqual(
      of('The promise rejected with the reason "7".', 'unhandledRejection'),
    );
    expect(broken).toEqual([]);
  },
);

test('a monitor alone handles nothing; what a listener throws itself is recorded', async () => {
  const alone = await noted((note) => {
    process.on('uncaughtExceptionMonitor', (error) => note(error.message));
    setTimeout(throwing('watched'), 1);
  }, 'tick');
  expect(alone).toEqual({ seen: ['watched'], broken: ['a: Error: watched'] });
  const worse = await noted((note) => {
    process.on('uncaughtException', (error) => {
      note(error.message);
      throw new Error('in the listener');
    });
    process.on('unhandledRejection', throwing('of a rejection'));
    setTimeout(throwing('first'), 1);
    setTimeout(() => Promise.reject(new Error('second')), 2);
  }, 'tick');
  expect(worse).toEqual({ seen: ['first', 'of a rejection'], broken: ['a: Error: in the listener'] });
});

test('listeners hear of their own process alone, and may end it', async () => {
  const seen: string[] = [];
  const scenario = trial((env) => {
    env.actor('listens', env.process('p'), async () => {
      process.on('uncaughtException', ({ message }) => {
        seen.push(message);
        process.exit(1);
      });
      process.on('warning', ({ message }) => seen.push(message));
      await sleep(1);
      process.emitWarning('careful');
      setTimeout(throwing('mine'), 10);
      await sleep(20);
      seen.push('outlived it');
    });
    env.actor('throws', env.process('q'), () => {
      process.emitWarning('not of p');
      setTimeout(throwing('not of p either'), 1);
    });
  });
  const { run, violations } = await runOnce(scenario);
  expect(seen).toEqual(['careful', 'mine']);
  expect(violations.map(({ evidence }) => evidence.message)).toEqual(['throws: Error: not of p either']);
  expect(run.execution.processes.map(({ alive }) => alive)).toEqual([false, true]);
});

test.each(DRAINS)(
  'a domain handles what was set in it: callbacks, ticks, rejections, emitters; no microtask, in Node either (%s)',
  async (drain) => {
    const { seen, broken } = await noted(async (note) => {
      const inDomain = (name: string, call: () => unknown): void => {
        domain
          .create()
          .on('error', (error) => note(`${name}: ${error.message}`))
          .run(call);
      };
      process.on('uncaughtException', (error) => note(`nobody: ${error.message}`));
      inDomain('timer', () => setTimeout(throwing('t'), 1));
      await sleep(2);
      inDomain('file', () => readFile('/none', throwing('f')));
      await sleep(20);
      inDomain('tick', () => process.nextTick(throwing('n')));
      await sleep(2);
      inDomain('microtask', () => queueMicrotask(throwing('m')));
      await sleep(2);
      inDomain('rejection', () => void Promise.reject(new Error('r')));
      await sleep(2);
      inDomain('emitter', () => {
        const emitter = new EventEmitter();
        setTimeout(() => emitter.emit('error', new Error('e')), 1);
      });
      await sleep(2);
      domain.create().run(() => setTimeout(throwing('no listener'), 1));
      await sleep(2);
      note(String(Reflect.get(process, 'domain') ?? 'left'));
    }, drain);
    const handled = ['timer: t', 'file: f', 'tick: n', 'nobody: m', 'rejection: r', 'emitter: e'];
    expect(seen).toEqual([...handled, 'nobody: no listener', 'left']);
    expect(broken).toEqual([]);
  },
);

test('what is no error becomes one that says so, for who handles exceptions', async () => {
  const { seen } = await noted(async (note) => {
    process.on('uncaughtException', (error) => note(String(Reflect.get(error, 'code'))));
    void Promise.reject(7);
    await sleep(2);
  }, 'tick');
  expect(seen).toEqual(['ERR_UNHANDLED_REJECTION']);
});

test('a domain that throws itself is recorded, and the next execution is in no domain', async () => {
  const twice = async (): Promise<unknown> =>
    noted(async (note) => {
      note(String(Reflect.get(process, 'domain') ?? 'none'));
      const mine = domain.create().on('error', throwing('in the domain'));
      mine.run(() => setTimeout(throwing('t'), 1));
      await sleep(2);
      mine.enter();
    }, 'tick');
  const expected = { seen: ['none'], broken: ['a: Error: in the domain'] };
  expect(await twice()).toEqual(expected);
  expect(await twice()).toEqual(expected);
});
