import { readFile } from 'node:fs/promises';
import { setImmediate as yieldToLoop } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { json } from '../../world/network/reply.ts';
import {
  begin,
  broken,
  correct,
  type Entry,
  expects,
  hostile,
  scenarioOf,
  several,
  type Theme,
  undecidable,
} from './program.ts';

// Executions without an end: a named bound ends them, and what would have come after it nobody knows.

const endless = (says: string, body: () => unknown): Entry => undecidable(says, (env) => begin(env, { only: body }));

export const theme: Theme = {
  name: 'bounds',
  title: 'executions that a bound ends, and some that only look like it',
  strategy: 'portfolio',
  schedules: 20,
  stepsMax: 500,
  programs: {
    'endless-interval': endless('setInterval goes on for ever; nobody clears it.', () => {
      setInterval(() => {}, 1_000);
    }),
    'endless-recursion': hostile(
      undecidable('async f(){ await gate; return f(); } never returns, and grows.', (env) =>
        begin(env, {
          only: (actor) => {
            const f = async (): Promise<void> => {
              await actor.gate();
              return f();
            };
            return f();
          },
        }),
      ),
    ),
    'endless-immediates': hostile(
      endless('Each immediate sets another.', () => {
        const again = (): unknown => setImmediate(again);
        again();
      }),
    ),
    'endless-yields': endless('A loop that yields to the event loop, without an end.', async () => {
      for (;;) await yieldToLoop();
    }),
    'endless-poll-of-a-file': endless('It polls for a file that nobody writes.', async () => {
      for (;;) {
        const text = await readFile('/ready', 'utf8').catch(() => '');
        if (text !== '') return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }),
    'endless-retries': undecidable('Each try fails, and nothing limits their number.', (env) => {
      env.network.upstream('https://api.test', () => json({}, { status: 503 }));
      return begin(env, {
        only: async () => {
          while (!(await fetch('https://api.test/')).ok);
        },
      });
    }),
    'endless-actors': hostile(
      undecidable('Each actor declares another.', (env) => {
        const process = env.process('p');
        const more = (): unknown => env.actor('another', process, more);
        return begin(env, { first: more });
      }),
    ),
    'too-many-pending': hostile(
      endless('20,000 timers at once are more than the 10,000 operations of the bound.', () => {
        for (let i = 0; i < 20_000; i++) setTimeout(() => {}, i);
      }),
    ),
    'years-of-virtual-time': endless(
      '24 days of sleep are more than the 7 of the bound.',
      () => new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1)),
    ),
    'refreshed-for-ever': hostile(
      endless('A timer that refreshes itself as it fires has no last time.', () => {
        const timer = setTimeout(() => timer.refresh(), 10);
      }),
    ),
    'interval-nobody-waits-for': correct("An unref'ed interval keeps no process alive: Node ends it.", (env) =>
      begin(env, { only: () => void setInterval(() => {}, 1_000).unref() }),
    ),
    'interval-cleared-in-its-callback': correct('Cleared in its third tick, it has no fourth.', (env) => {
      let ticks = 0;
      begin(env, {
        only: () => {
          const timer = setInterval(() => {
            if (++ticks === 3) clearInterval(timer);
          }, 1_000);
        },
      });
      return expects(() => ticks, 3);
    }),
    'broken-before-the-bound': {
      ...broken('What is thrown before the bound is thrown; what comes after it nobody knows.', (env) =>
        begin(env, {
          only: async () => {
            setInterval(() => {}, 1_000);
            throw new Error('at once');
          },
        }),
      ),
      expected: { everything: 'unknown', 'no-actor-threw': 'violated' },
    },
    'rejects-before-the-bound': {
      ...broken('The same for a rejection.', (env) =>
        begin(env, {
          only: () => {
            setInterval(() => {}, 1_000);
            void Promise.reject(new Error('at once'));
          },
        }),
      ),
      expected: { everything: 'unknown', 'no-unhandled-rejection': 'violated' },
    },
    'many-actors-that-end': correct('100 actors with 4 steps each stay below 500.', (env) => {
      let done = 0;
      several(env, 100, async (actor) => {
        for (let i = 0; i < 3; i++) await actor.gate();
        done++;
      });
      return expects(() => done, 100);
    }),
  },
};

export const scenario: Scenario = scenarioOf(theme);
