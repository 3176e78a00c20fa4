import { createReadStream, readFile as readFileLater } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { hang } from '../../world/network/reply.ts';
import { one, refuse, revoked, throwing } from './hostile-helpers.ts';
import { begin, broken, correct, expects, hostile, scenarioOf, type Theme } from './program.ts';

// Callbacks that throw, rejections that are handled just in time, and what comes after I/O.

export const theme: Theme = {
  name: 'callbacks',
  title: 'callbacks that throw, late handlers, and what follows I/O',
  strategy: 'portfolio',
  schedules: 60,
  programs: {
    'tick-handles-a-rejection': correct(
      'Node looks for unhandled rejections after ticks and microtasks.',
      one(() => {
        const rejected = Promise.reject(new Error('x'));
        process.nextTick(() => rejected.catch(() => {}));
      }),
    ),
    'hundredth-microtask-handles-a-rejection': correct(
      'However many microtasks later, it is in time.',
      one(async () => {
        const rejected = Promise.reject(new Error('x'));
        for (let i = 0; i < 100; i++) await null;
        rejected.catch(() => {});
      }),
    ),
    'immediate-handles-a-rejection': broken(
      'An immediate is too late.',
      one(() => {
        const rejected = Promise.reject(new Error('x'));
        setImmediate(() => rejected.catch(() => {}));
      }),
      'no-unhandled-rejection',
    ),
    'timer-throws-a-revoked-proxy': hostile(
      broken(
        'What a timer throws nobody catches.',
        one(() => void setTimeout(() => throwing(revoked()), 1)),
        'no-unhandled-rejection',
      ),
    ),
    'immediate-throws-a-symbol': hostile(
      broken(
        'Nor what an immediate throws.',
        one(() => void setImmediate(() => throwing(Symbol('x')))),
        'no-unhandled-rejection',
      ),
    ),
    'interval-throws-each-time': hostile(
      broken(
        'An interval that throws goes on.',
        (env) => {
          let ticks = 0;
          begin(env, {
            only: () => {
              const timer = setInterval(() => {
                if (++ticks === 3) clearInterval(timer);
                refuse();
              }, 10);
            },
          });
          return expects(() => ticks, 3);
        },
        'no-unhandled-rejection',
      ),
    ),
    'file-callback-throws-null': hostile(
      broken(
        'Nor what the callback of fs.readFile throws.',
        one(() => readFileLater('/none', () => throwing(null))),
        'no-unhandled-rejection',
      ),
    ),
    'path-with-a-nul': hostile(
      broken(
        'fs refuses it.',
        one(() => readFile('/a\u0000b')),
        'no-actor-threw',
      ),
    ),
    'path-that-refuses': hostile(
      broken(
        'fs refuses what is no path.',
        one(() => readFile({ toString: refuse } as unknown as string)),
        'no-actor-threw',
      ),
    ),
    'a-generator-for-a-body': hostile(
      correct(
        'A generator is no promise: nobody runs it.',
        one(function* () {
          yield refuse();
        }),
      ),
    ),
    'an-async-generator-for-a-body': hostile(
      correct(
        'Nor is an async generator.',
        one(async function* () {
          yield refuse();
        }),
      ),
    ),
    'immediate-after-io': correct('From an I/O callback the check phase comes before the next timer.', (env) => {
      const seen: string[] = [];
      env.disk.write('/x', 'x');
      begin(env, {
        only: () =>
          readFileLater('/x', () => {
            setTimeout(() => seen.push('timeout'), 0);
            setImmediate(() => seen.push('immediate'));
          }),
      });
      return expects(() => seen, ['immediate', 'timeout']);
    }),
    'reads-in-any-order': broken('Two reads run in a thread pool and end in any order.', (env) => {
      const seen: string[] = [];
      for (const name of ['x', 'y']) env.disk.write(`/${name}`, name);
      begin(env, {
        only: () => {
          for (const name of ['x', 'y']) readFileLater(`/${name}`, () => seen.push(name));
        },
      });
      return expects(() => seen, ['x', 'y']);
    }),
    'writes-of-one-handle': broken('Two writes of one handle that are not awaited end in any order.', (env) => {
      begin(env, {
        only: async () => {
          const handle = await open('/x', 'w');
          await Promise.all([handle.write('aa', 0), handle.write('bb', 0)]);
          await handle.close();
        },
      });
      return expects(() => env.disk.read('/x'), 'bb');
    }),
    'lines-of-a-file': correct('readline gives each line once, in order.', (env) => {
      const seen: string[] = [];
      env.disk.write('/x', 'a\nb\nc\n');
      begin(env, {
        only: async () => {
          for await (const line of createInterface({ input: createReadStream('/x') })) seen.push(line);
        },
      });
      return expects(() => seen, ['a', 'b', 'c']);
    }),
    'a-toss-of-a-coin': broken('Random numbers below 0.3 come in three of ten executions.', (env) => {
      let drawn = 1;
      begin(env, {
        only: () => {
          drawn = Math.random();
        },
      });
      return () => drawn < 0.3 && `it drew ${drawn}`;
    }),
    'timers-that-clear-each-other': correct('The first of two clears the other.', (env) => {
      let fired = 0;
      begin(env, {
        only: () => {
          const timers: NodeJS.Timeout[] = [];
          for (const other of [1, 0])
            timers.push(
              setTimeout(() => {
                fired++;
                clearTimeout(timers[other]);
              }, 5),
            );
        },
      });
      return expects(() => fired, 1);
    }),
    'timer-against-a-hang': correct('The timer wins against an answer that never comes.', (env) => {
      let winner = '';
      env.network.upstream('https://api.test', () => hang());
      begin(env, {
        only: async () => {
          winner = await Promise.race([fetch('https://api.test/').then(() => 'answer'), sleep(50).then(() => 'timer')]);
        },
      });
      return expects(() => winner, 'timer');
    }),
  },
};

export const scenario: Scenario = scenarioOf(theme);
