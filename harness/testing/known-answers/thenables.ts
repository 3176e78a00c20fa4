import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { one, refuse } from './hostile-helpers.ts';
import { begin, broken, correct, type Entry, expects, hostile, type Judge, scenarioOf, type Theme } from './program.ts';

// An actor's body may return anything that `await` would wait for; so may every function that its code awaits.

type Resolve = (value?: unknown) => void;
type Then = (resolve: Resolve, reject: (error: unknown) => void) => unknown;

const thenable = (then: Then): object => Object.defineProperty({}, 'then', { value: then });
const callable = (then: Then): object => Object.defineProperty(() => {}, 'then', { value: then });
const asking = (get: () => unknown): object => Object.defineProperty({}, 'then', { get });

const returns = (says: string, value: () => unknown): Entry => hostile(broken(says, one(value), 'no-actor-threw'));

/** A value that is awaited, not returned, so that Node itself decides what becomes of it. */
function awaits(value: () => unknown, result: unknown): (env: Env) => Judge {
  return (env) => {
    let got: unknown;
    begin(env, {
      only: async () => {
        got = await value();
      },
    });
    return expects(() => got, result);
  };
}

function nested(depth: number): object {
  return thenable((resolve) => resolve(depth === 0 ? 'end' : nested(depth - 1)));
}

export const theme: Theme = {
  name: 'thenables',
  title: 'what is awaited may be any thenable',
  strategy: 'exhaustive',
  schedules: 1_000,
  programs: {
    'returns-then-getter-throws': returns('await asks for then, which throws.', () => asking(refuse)),
    'returns-then-throws': returns('await calls then, which throws.', () => thenable(refuse)),
    'returns-callable-thenable': returns('A function with a then is a thenable, and this one rejects.', () =>
      callable((_, reject) => reject(new Error('no'))),
    ),
    'returns-callable-that-never-calls': hostile(
      broken(
        'A function with a then is awaited for ever.',
        one(() => callable(() => {})),
        'no-deadlock',
      ),
    ),
    'returns-thenable-of-a-rejection': returns('await unwraps what a thenable resolves with, and that rejects.', () =>
      thenable((resolve) => resolve(Promise.reject(new Error('inner')))),
    ),
    'returns-thenable-of-a-pending': hostile(
      broken(
        'await unwraps what a thenable resolves with, which never settles.',
        one(() => thenable((resolve) => resolve(new Promise(() => {})))),
        'no-deadlock',
      ),
    ),
    'returns-thenable-that-never-calls': hostile(
      broken(
        'It is awaited for ever.',
        one(() => thenable(() => {})),
        'no-deadlock',
      ),
    ),
    'returns-then-asked-once': hostile(
      correct(
        'await reads then once; only a second read would throw.',
        one(() => {
          let reads = 0;
          return asking(() => (++reads > 1 ? refuse() : (resolve: Resolve) => resolve()));
        }),
      ),
    ),
    'returns-thenable-that-resolves-then-throws': hostile(
      correct(
        'What a then throws after it has resolved is ignored.',
        one(() =>
          thenable((resolve) => {
            resolve();
            refuse();
          }),
        ),
      ),
    ),
    'returns-thenable-that-does-both': hostile(
      correct(
        'The first call counts.',
        one(() =>
          thenable((resolve, reject) => {
            resolve();
            reject(new Error('late'));
            resolve();
          }),
        ),
      ),
    ),
    'returns-thenable-called-later': hostile(
      correct(
        'A thenable may call from a timer.',
        one(() => thenable((resolve) => setTimeout(resolve, 10))),
      ),
    ),
    'returns-a-promise-of-another-class': hostile(
      correct(
        'A subclass of Promise is awaited like any other.',
        one(() => {
          class Mine extends Promise<unknown> {}
          return new Mine((resolve) => setTimeout(resolve, 10));
        }),
      ),
    ),
    'returns-a-proxied-promise': hostile(
      broken(
        'then of a proxied promise is called on the proxy: incompatible receiver.',
        one(() => new Proxy(Promise.resolve(), {})),
        'no-actor-threw',
      ),
    ),
    'awaits-then-getter-throws': hostile(
      broken(
        'The rejection is that of the body.',
        awaits(() => asking(refuse), undefined),
        'no-actor-threw',
      ),
    ),
    'awaits-callable-thenable': hostile(
      correct(
        'Node unwraps functions with a then.',
        awaits(() => callable((resolve) => resolve(7)), 7),
      ),
    ),
    'awaits-deep-thenables': hostile(
      correct(
        '5,000 thenables are unwrapped a microtask at a time.',
        awaits(() => nested(5_000), 'end'),
      ),
    ),
    'awaits-then-asked-once': hostile(
      correct(
        'await reads then once.',
        awaits(() => {
          let reads = 0;
          return asking(() => (++reads > 1 ? refuse() : (resolve: Resolve) => resolve(reads)));
        }, 1),
      ),
    ),
    'awaits-itself-within': hostile(
      broken(
        'A promise that resolves with itself rejects: chaining cycle.',
        awaits(() => {
          const promise: Promise<unknown> = Promise.resolve().then(() => promise);
          return promise;
        }, undefined),
        'no-actor-threw',
      ),
    ),
    'settles-all-with-a-throwing-thenable': hostile(
      correct(
        'allSettled makes a rejection of what then throws.',
        awaits(
          async () => (await Promise.allSettled([thenable(refuse), 1])).map(({ status }) => status),
          ['rejected', 'fulfilled'],
        ),
      ),
    ),
    'races-nobody': hostile(
      broken(
        'Promise.race of nothing never settles.',
        one(() => Promise.race([])),
        'no-deadlock',
      ),
    ),
    'any-of-nobody': returns('Promise.any of nothing rejects.', () => Promise.any([])),
  },
};

export const scenario: Scenario = scenarioOf(theme);
