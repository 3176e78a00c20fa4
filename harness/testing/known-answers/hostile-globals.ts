import { createHash, generateKeyPairSync, randomBytes, scryptSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { DAMAGES, type Damage } from '../damages.ts';
import { one, refuse } from './hostile-helpers.ts';
import {
  begin,
  broken,
  correct,
  type Entry,
  expects,
  hostile,
  nothingElse,
  scenarioOf,
  several,
  type Theme,
  undecidable,
} from './program.ts';

// Code that changes what everybody shares, and gives it back or not.

/** Replaces a property until `body` is over. */
async function during(target: object, key: PropertyKey, value: unknown, body: () => unknown): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: true });
  try {
    await body();
  } finally {
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, before);
  }
}

/** Damage that nobody undoes: the engine works with the same things. */
function leaving([name, { names, inflict, isForEver }]: readonly [string, Damage]): readonly [string, Entry] {
  const entry = undecidable(
    `${names} is damaged for good.`,
    one(async () => {
      await sleep(5);
      inflict();
      await writeFile('/x', 'x');
    }),
  );
  const alone = { ...entry, commandOnly: 'what is frozen stays so for the life of a thread' };
  return [`leaves-${name}`, hostile(isForEver ? alone : entry)];
}

export const theme: Theme = {
  name: 'hostile-globals',
  title: 'code that changes globals, the process and its own instances',
  strategy: 'portfolio',
  schedules: 40,
  programs: {
    ...Object.fromEntries(Object.entries(DAMAGES).map(leaving)),
    'stack-is-an-object': hostile(
      broken(
        'prepareStackTrace gives an object for a stack; what is thrown is thrown.',
        one(() =>
          during(
            Error,
            'prepareStackTrace',
            () => ({ sites: [] }),
            async () => {
              await sleep(1);
              throw new Error('with an object for a stack');
            },
          ),
        ),
        'no-actor-threw',
      ),
    ),
    'stack-refuses': hostile(
      broken(
        'prepareStackTrace throws.',
        one(() =>
          during(Error, 'prepareStackTrace', refuse, async () => {
            await sleep(1);
            throw new RangeError('without a stack');
          }),
        ),
        'no-actor-threw',
      ),
    ),
    'stack-limit-is-zero': hostile(
      correct(
        'Without stacks code runs as with them.',
        one(() =>
          during(Error, 'stackTraceLimit', 0, async () => {
            await sleep(1);
            await writeFile('/x', 'x');
          }),
        ),
      ),
    ),
    'stack-limit-is-a-string': hostile(
      correct(
        'A stackTraceLimit that is no number means no stacks.',
        one(() => during(Error, 'stackTraceLimit', 'many', () => writeFile('/x', 'x'))),
      ),
    ),
    'own-push': hostile(
      correct('An instance with a push of its own.', (env) => {
        const list: number[] = [];
        Object.defineProperty(list, 'push', { value: (each: number) => Array.prototype.push.call(list, each * 2) });
        several(env, 2, (_, i) => list.push(i + 1));
        return () => list.length !== 2 && `${list}`;
      }),
    ),
    'own-date-method': hostile(
      correct('An instance of Date with a getTime of its own.', (env) => {
        let at = 0;
        begin(env, {
          only: () => {
            const date = Object.assign(new Date(), { getTime: () => 42 });
            at = date.getTime();
          },
        });
        return expects(() => at, 42);
      }),
    ),
    'patched-date-method': hostile(
      correct('Date.prototype.toJSON replaced and given back.', (env) => {
        let text = '';
        begin(env, {
          only: () =>
            during(
              Date.prototype,
              'toJSON',
              () => 'mine',
              async () => {
                await sleep(5);
                text = JSON.stringify(new Date());
              },
            ),
        });
        return expects(() => text, '"mine"');
      }),
    ),
    'patched-random': hostile(
      correct('Math.random replaced and given back.', (env) => {
        const drawn: number[] = [];
        begin(env, {
          only: () =>
            during(
              Math,
              'random',
              () => 0.25,
              async () => {
                await sleep(5);
                drawn.push(Math.random());
              },
            ),
        });
        return expects(() => drawn, [0.25]);
      }),
    ),
    'patched-set-timeout': hostile(
      correct('A wrapper around setTimeout, as tracers have, given back.', (env) => {
        const real = setTimeout;
        let wrapped = 0;
        const wrapper = (...args: Parameters<typeof setTimeout>): unknown => {
          wrapped++;
          return real(...args);
        };
        begin(env, {
          only: () => during(globalThis, 'setTimeout', wrapper, () => new Promise((resolve) => setTimeout(resolve, 5))),
        });
        return expects(() => wrapped, 1);
      }),
    ),
    'patched-then': hostile(
      correct('Promise.prototype.then counted and given back; await of native promises does not ask it.', (env) => {
        const real = Promise.prototype.then;
        let counted = 0;
        function then(this: Promise<unknown>, ...args: Parameters<typeof real>): unknown {
          counted++;
          return Reflect.apply(real, this, args);
        }
        begin(env, {
          only: () => {
            Object.defineProperty(Promise.prototype, 'then', { value: then, writable: true, configurable: true });
            void Promise.resolve().then(() => {});
            Object.defineProperty(Promise.prototype, 'then', { value: real, writable: true, configurable: true });
          },
        });
        return expects(() => counted, 1);
      }),
    ),
    'patched-push': hostile(
      correct(
        'Array.prototype.push wrapped over an await and given back.',
        one(() => {
          const real = Array.prototype.push;
          return during(
            Array.prototype,
            'push',
            function (this: unknown[], ...args: unknown[]) {
              return Reflect.apply(real, this, args);
            },
            () => sleep(5),
          );
        }),
      ),
    ),
    'polluted-prototype': hostile(
      correct(
        'An enumerable property of Object.prototype, taken away again.',
        one(() =>
          during(Object.prototype, 'polluted', 'yes', async () => {
            await writeFile('/x', 'x');
            await sleep(5);
          }),
        ),
      ),
    ),
    'polluted-prototype-and-throws': hostile(
      broken(
        'The same around what is thrown.',
        one(() =>
          during(Object.prototype, 'polluted', refuse, async () => {
            await sleep(5);
            throw new Error('polluted');
          }),
        ),
        'no-actor-threw',
      ),
    ),
    'hidden-promise': hostile(
      correct(
        'globalThis.Promise hidden behind a subclass and given back.',
        one(() => {
          class Mine<T> extends Promise<T> {}
          return during(globalThis, 'Promise', Mine, async () => {
            await new Promise((resolve) => setTimeout(resolve, 5));
          });
        }),
      ),
    ),
    'synchronous-crypto': hostile(
      correct(
        'Hashes and keys made at once are part of their step.',
        one(() => {
          createHash('sha256')
            .update(scryptSync('a', 'b', 8))
            .digest('hex');
          generateKeyPairSync('ed25519');
          randomBytes(16);
        }),
      ),
    ),
    'frozen-things': hostile(
      correct('Frozen errors and arrays are as good as others.', (env) => {
        begin(env, {
          only: async () => {
            const error = Object.freeze(Object.assign(new Error('frozen'), { code: 'FROZEN' }));
            await Promise.reject(error).catch((caught) => {
              if (caught !== error) refuse();
            });
            await readFile('/none').catch((caught) => Object.freeze(caught));
            await stat('/none').catch(Object.freeze);
          },
        });
        return nothingElse;
      }),
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
