import { setTimeout as sleep, setImmediate as yieldToLoop } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { begin, broken, correct, type Entry, expects, hostile, scenarioOf, type Theme } from './program.ts';

// What Node says of the order of timers, immediates, ticks and microtasks, and what it leaves open.

type Note = (what: string) => () => void;

/** One actor writes down what happens; in every schedule it must be `order`. */
function ordered(says: string, order: string, body: (note: Note) => unknown): Entry {
  return correct(says, (env) => {
    const seen: string[] = [];
    begin(env, { only: () => body((what) => () => void seen.push(what)) });
    return expects(() => seen.join(' '), order);
  });
}

/** The same, where Node allows another order too. */
function unordered(says: string, order: string, body: (note: Note) => unknown): Entry {
  const { program } = ordered(says, order, body);
  return broken(says, program);
}

export const theme: Theme = {
  name: 'timers',
  title: 'the order of timers, immediates, ticks and microtasks',
  strategy: 'exhaustive',
  schedules: 5_000,
  programs: {
    'equal-timers-in-order': ordered(
      'Timers of one delay fire in the order in which they were set.',
      'a b c',
      (note) => {
        for (const each of ['a', 'b', 'c']) setTimeout(note(each), 10);
      },
    ),
    'shorter-timer-first': ordered('1 ms is due before 50 ms, whichever was set first.', 'b a', (note) => {
      setTimeout(note('a'), 50);
      setTimeout(note('b'), 1);
    }),
    'zero-is-one': ordered('A delay of 0 counts as 1, so the two are equal.', 'a b', (note) => {
      setTimeout(note('a'), 1);
      setTimeout(note('b'), 0);
    }),
    'odd-delays-are-one': hostile(
      ordered('NaN, -1, Infinity, 2**31, text and nothing count as 1.', '0 1 2 3 4 5 6', (note) => {
        const delays: unknown[] = [Number.NaN, -1, Number.POSITIVE_INFINITY, 2 ** 31, 'soon', undefined, null];
        for (const [i, delay] of delays.entries()) setTimeout(note(`${i}`), delay as number);
      }),
    ),
    'fractions-are-cut': hostile(
      ordered('1.9 ms waits in the list of 1 ms.', 'a b', (note) => {
        setTimeout(note('a'), 1.9);
        setTimeout(note('b'), 1);
      }),
    ),
    'numeric-text-is-a-delay': hostile(
      ordered("'50' is 50.", 'b a', (note) => {
        setTimeout(note('a'), '50' as unknown as number);
        setTimeout(note('b'), 20);
      }),
    ),
    'longest-delay-is-no-overflow': hostile(
      correct('2**31 - 1 is the longest delay that is kept; cleared, it is nothing.', (env) => {
        let fired = 0;
        begin(env, {
          only: async () => {
            const timer = setTimeout(() => fired++, 2 ** 31 - 1);
            await sleep(1_000);
            clearTimeout(timer);
          },
        });
        return expects(() => fired, 0);
      }),
    ),
    'cleared-by-number': ordered('clearTimeout takes the number of a timer too.', '', (note) => {
      const timer = setTimeout(note('a'), 10);
      clearTimeout(Number(timer));
    }),
    'cleared-by-what-is-none': hostile(
      ordered('clearTimeout of anything else does nothing.', 'a', (note) => {
        setTimeout(note('a'), 10);
        for (const each of [undefined, null, {}, -1, 'x', Number.NaN]) clearTimeout(each as unknown as number);
      }),
    ),
    'cleared-by-an-earlier-one': ordered(
      'A timer cleared by one due at the same moment does not fire.',
      'a',
      (note) => {
        const second: NodeJS.Timeout[] = [];
        setTimeout(() => {
          note('a')();
          clearTimeout(second[0]);
        }, 10);
        second.push(setTimeout(note('b'), 10));
      },
    ),
    'refresh-puts-it-last': ordered('refresh begins the delay anew.', 'b a', (note) => {
      const first = setTimeout(note('a'), 10);
      setTimeout(note('b'), 10);
      first.refresh();
    }),
    'microtasks-between-timers': ordered(
      'Microtasks run before the next timer, since Node 11.',
      'a a.then b b.then',
      (note) => {
        for (const each of ['a', 'b']) {
          setTimeout(() => {
            note(each)();
            queueMicrotask(note(`${each}.then`));
          }, 1);
        }
      },
    ),
    'tick-before-microtask': ordered('From a timer, process.nextTick comes before promises.', 'tick then', (note) =>
      setTimeout(() => {
        queueMicrotask(note('then'));
        process.nextTick(note('tick'));
      }, 1),
    ),
    'microtask-before-tick': ordered('From a microtask, promises come before process.nextTick.', 'then tick', (note) =>
      setTimeout(() => {
        queueMicrotask(() => {
          process.nextTick(note('tick'));
          queueMicrotask(note('then'));
        });
      }, 1),
    ),
    'await-of-a-value-takes-one-microtask': ordered(
      'await of a value and a reaction queued before it keep their order.',
      'a b c',
      async (note) => {
        queueMicrotask(note('a'));
        await null;
        note('b')();
        queueMicrotask(note('c'));
      },
    ),
    'returned-promise-takes-three': ordered(
      'The reaction to an async that returns a promise is the third microtask.',
      'one two promise value four',
      (note) => {
        void (async () => Promise.resolve())().then(note('promise'));
        void Promise.resolve().then(note('one')).then(note('two')).then(note('value')).then(note('four'));
      },
    ),
    'then-before-finally-chain': ordered('Chains of one length interleave step by step.', 'a1 b1 a2 b2', (note) => {
      void Promise.resolve().then(note('a1')).then(note('a2'));
      void Promise.resolve().then(note('b1')).then(note('b2'));
    }),
    'immediates-in-order': ordered('Immediates run in the order in which they were set.', 'a b', (note) => {
      setImmediate(note('a'));
      setImmediate(note('b'));
    }),
    'immediate-set-by-an-immediate': ordered('It runs in the next round, after those already set.', 'a b c', (note) => {
      setImmediate(() => {
        note('a')();
        setImmediate(note('c'));
      });
      setImmediate(note('b'));
    }),
    'timer-set-by-an-immediate': ordered(
      'An immediate set in an immediate comes after a yield set before.',
      'a b',
      async (note) => {
        const first = yieldToLoop().then(note('a'));
        await Promise.all([first, yieldToLoop().then(note('b'))]);
      },
    ),
    'timeout-before-immediate': unordered(
      'setTimeout 0 and setImmediate may come in either order.',
      'timeout immediate',
      (note) => {
        setTimeout(note('timeout'), 0);
        setImmediate(note('immediate'));
      },
    ),
    'immediate-before-timeout': unordered(
      'Nor is it the other order that Node promises.',
      'immediate timeout',
      (note) => {
        setTimeout(note('timeout'), 0);
        setImmediate(note('immediate'));
      },
    ),
    'interval-and-timeout': ordered(
      'A tick each 10 ms, and 25 ms come after the second.',
      'tick tick end',
      async (note) => {
        const timer = setInterval(note('tick'), 10);
        await sleep(25);
        note('end')();
        clearInterval(timer);
      },
    ),
    'sleep-loop-drifts-not': ordered('Three sleeps of 10 ms are over before one of 31 ms.', 'loop 31', async (note) => {
      const long = sleep(31).then(note('31'));
      for (let i = 0; i < 3; i++) await sleep(10);
      note('loop')();
      await long;
    }),
    'awaits-an-unrefed-timer': broken(
      'Nothing else keeps the process alive: Node ends with the promise unsettled.',
      (env) => begin(env, { only: () => sleep(10, undefined, { ref: false }) }),
      'no-deadlock',
    ),
    'awaits-a-timeout-signal': broken(
      'The timer of AbortSignal.timeout keeps no process alive either.',
      (env) =>
        begin(env, {
          only: () => new Promise((resolve) => AbortSignal.timeout(10).addEventListener('abort', resolve)),
        }),
      'no-deadlock',
    ),
    'unrefed-timer-beside-a-longer-one': ordered(
      "While another timer keeps the process alive, an unref'ed one fires.",
      'a b',
      async (note) => {
        setTimeout(note('a'), 10).unref();
        await sleep(20);
        note('b')();
      },
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
