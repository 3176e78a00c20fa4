import type { Scenario } from '../../scenario/scenario.ts';
import { one, refuse, revoked, throwing } from './hostile-helpers.ts';
import { begin, broken, correct, deferred, expects, hostile, scenarioOf, type Theme } from './program.ts';

// What code throws, returns and rejects with may be anything.

const throws = (says: string, value: () => unknown) =>
  hostile(
    broken(
      says,
      one(() => throwing(value())),
      'no-actor-threw',
    ),
  );

const rejects = (says: string, value: () => unknown) =>
  hostile(
    broken(
      says,
      one(() => void Promise.reject(value())),
      'no-unhandled-rejection',
    ),
  );

export const theme: Theme = {
  name: 'hostile-values',
  title: 'what is thrown, rejected with and returned may be anything',
  strategy: 'exhaustive',
  schedules: 1_000,
  programs: {
    'throws-null-prototype': throws('It throws, whatever it throws.', () => Object.create(null)),
    'throws-proxy': throws(
      'Every trap throws as well.',
      () => new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse }),
    ),
    'throws-revoked-proxy': throws('No operation on it is possible.', revoked),
    'throws-a-function': throws('A function can be thrown.', () => refuse),
    'throws-a-bigint': throws('So can a bigint, which JSON does not know.', () => 10n ** 30n),
    'throws-null': throws('So can null.', () => null),
    'throws-a-cycle': throws('Its cause is itself.', () => {
      const error = new Error('cycle');
      error.cause = error;
      return error;
    }),
    'throws-deep-causes': throws('A chain of 20,000 causes is no reason to recurse.', () => {
      let error = new Error('innermost');
      for (let i = 0; i < 20_000; i++) error = new Error('outer', { cause: error });
      return error;
    }),
    'throws-aggregate': throws(
      'An AggregateError with a hostile member.',
      () => new AggregateError([revoked()], 'many'),
    ),
    'throws-megabytes': throws('A message of 5 MB.', () => new Error('x'.repeat(5e6))),
    'throws-many-lines': throws('A message of 200,000 lines.', () => new Error('x\n'.repeat(200_000))),
    'throws-control-characters': throws(
      'ESC and bidi characters are characters.',
      () => new Error('\u001b[2J\u202egnp.exe\u2066\u0000\u0007'),
    ),
    'throws-lone-surrogate': throws('A string need not be well-formed.', () => new Error('\ud800')),
    'throws-stack-object': throws('The stack may be an object.', () =>
      Object.assign(new Error('a'), { stack: { toString: refuse } }),
    ),
    'throws-message-getter': throws('The message may throw.', () =>
      Object.defineProperty(new Error('a'), 'message', { get: refuse }),
    ),
    'throws-name-symbol': throws('The name may be a symbol, which is no string.', () =>
      Object.assign(new Error('a'), { name: Symbol('name') }),
    ),
    'throws-constructor-getter': throws('The constructor may throw.', () =>
      Object.defineProperty(new Error('a'), 'constructor', { get: refuse }),
    ),
    'throws-inspect-custom': throws('util.inspect asks the object, which throws.', () => ({
      [Symbol.for('nodejs.util.inspect.custom')]: refuse,
    })),
    'throws-to-json': throws('JSON.stringify asks the object, which throws.', () => ({
      toJSON: refuse,
      toString: refuse,
      [Symbol.toPrimitive]: refuse,
    })),
    'rejects-with-undefined': rejects('Nobody handles it.', () => undefined),
    'rejects-with-revoked-proxy': rejects('Nobody handles it, nor could look at it.', revoked),
    'rejects-with-a-thenable': rejects('A reason is not unwrapped, and nobody handles it.', () =>
      Object.defineProperty({}, 'then', { value: refuse }),
    ),
    'rejects-with-itself': hostile(
      broken(
        'The reason is the promise that rejects.',
        one(() => {
          const { promise, reject } = deferred();
          reject(promise);
        }),
        'no-unhandled-rejection',
      ),
    ),
    'rejects-by-the-hundred': hostile(
      broken(
        '500 promises nobody handles.',
        one(() => {
          for (let i = 0; i < 500; i++) void Promise.reject(new Error(`${i}`));
        }),
        'no-unhandled-rejection',
      ),
    ),
    'rejects-by-the-thousand-handled': hostile(
      correct(
        'Handled within the turn is handled.',
        one(() => {
          const all = Array.from({ length: 3_000 }, (_, i) => Promise.reject(new Error(`${i}`)));
          for (const each of all) each.catch(() => {});
        }),
      ),
    ),
    'microtasks-throw-by-the-hundred': hostile(
      broken(
        'Each ends in an uncaught exception, and none is lost.',
        (env) => {
          let ran = 0;
          begin(env, {
            only: () => {
              for (let i = 0; i < 900; i++)
                queueMicrotask(() => {
                  ran++;
                  refuse();
                });
            },
          });
          return expects(() => ran, 900);
        },
        'no-unhandled-rejection',
      ),
    ),
    'judge-megabytes': hostile(
      broken('What is wrong may take megabytes to say.', (env) => {
        begin(env, { only: () => {} });
        return () => `\u001b[31m\u202e${'y'.repeat(3e6)}`;
      }),
    ),
    'actor-name-control-characters': hostile(
      broken(
        'An actor may be called anything.',
        (env) => begin(env, { '\u001b[31m\u202e a#1\n/../..': () => throwing(new Error('x')) }),
        'no-actor-threw',
      ),
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
