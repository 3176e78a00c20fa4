import { AsyncLocalStorage } from 'node:async_hooks';
import domain from 'node:domain';
import { unlinkSync, writeFileSync } from 'node:fs';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { hang } from '../../world/network/reply.ts';
import { one, refuse } from './hostile-helpers.ts';
import { begin, broken, correct, expects, hostile, scenarioOf, type Theme, undecidable } from './program.ts';

// How processes end, what is theirs alone, and what excuses whom.

const storage = new AsyncLocalStorage<number>();

export const theme: Theme = {
  name: 'ends',
  title: 'how processes end, and what belongs to one of them alone',
  strategy: 'portfolio',
  schedules: 40,
  programs: {
    'finally-after-exit': hostile(
      broken('process.exit never returns, so finally does not run: the lock stays.', (env) => {
        begin(env, {
          only: () => {
            writeFileSync('/lock', '');
            try {
              process.exit(1);
            } finally {
              unlinkSync('/lock');
            }
          },
        });
        return () => env.disk.exists('/lock') && 'the lock stays';
      }),
    ),
    'write-after-caught-exit': hostile(
      correct('process.exit cannot be caught; nothing after it runs.', (env) => {
        begin(env, {
          only: () => {
            try {
              process.exit(1);
            } catch {}
            writeFileSync('/after', '');
          },
        });
        return () => env.disk.exists('/after') && 'a dead process wrote';
      }),
    ),
    'microtask-after-exit': hostile(
      correct('Microtasks queued before process.exit do not run after it.', (env) => {
        begin(env, {
          only: () => {
            queueMicrotask(() => writeFileSync('/after', ''));
            process.exit(1);
          },
        });
        return () => env.disk.exists('/after') && 'a dead process wrote';
      }),
    ),
    'timer-after-exit': hostile(
      correct('Timers set before process.exit do not fire after it.', (env) => {
        begin(env, {
          only: () => {
            setTimeout(() => writeFileSync('/after', ''), 1);
            process.exit(1);
          },
        });
        return () => env.disk.exists('/after') && 'a dead process wrote';
      }),
    ),
    'killed-by-its-own-signal': hostile(
      correct('Nothing runs after kill -9 of oneself.', (env) => {
        begin(env, {
          only: async () => {
            await sleep(1);
            process.kill(process.pid, 'SIGKILL');
            writeFileSync('/after', '');
          },
        });
        return () => env.disk.exists('/after') && 'a dead process wrote';
      }),
    ),
    'exit-listener-at-the-natural-end': correct("Node emits 'exit' when nothing is left to run.", (env) => {
      let heard = 0;
      begin(env, {
        only: async () => {
          process.on('exit', () => heard++);
          await sleep(5);
        },
      });
      return expects(() => heard, 1);
    }),
    'before-exit-listener': correct("Node emits 'beforeExit' when nothing is left to run.", (env) => {
      let heard = 0;
      begin(env, {
        only: async () => {
          process.once('beforeExit', () => heard++);
          await sleep(5);
        },
      });
      return expects(() => heard, 1);
    }),
    'environment-of-another-process': correct(
      'What a process sets in its environment no other running process sees.',
      (env) => {
        let seen: string | undefined;
        env.actor('sets', env.process('p'), () => {
          process.env.KNOWN_ANSWERS = '1';
        });
        env.actor('reads', env.process('q'), () => {
          seen = process.env.KNOWN_ANSWERS;
          delete process.env.KNOWN_ANSWERS;
        });
        return () => seen !== undefined && 'it saw the variable of another process';
      },
    ),
    'environment-of-an-earlier-execution': correct(
      'Each execution has processes of its own, with variables of their own.',
      (env) => {
        let was: string | undefined;
        begin(env, {
          only: () => {
            was = process.env.KNOWN_ANSWERS_LEFT;
            process.env.KNOWN_ANSWERS_LEFT = '1';
          },
        });
        return () => was === '1' && 'it was set before';
      },
    ),
    'storage-of-an-earlier-execution': correct(
      'enterWith is for what follows in this context; the next execution is none of that.',
      (env) => {
        let was: unknown;
        begin(env, {
          only: () => {
            was = storage.getStore();
            storage.enterWith(1);
          },
        });
        return () => was !== undefined && 'a store of an earlier execution';
      },
    ),
    'domain-handles-a-timer': hostile(
      correct('A domain handles what a timer throws that was set in it.', (env) => {
        let handled = 0;
        begin(env, {
          only: async () => {
            const mine = domain.create().on('error', () => handled++);
            mine.run(() => setTimeout(refuse, 1));
            await sleep(5);
          },
        });
        return expects(() => handled, 1);
      }),
    ),
    'hangs-alone': correct('Whose own request hangs is in no deadlock: that is a fault.', (env) => {
      env.network.upstream('https://api.test', () => hang());
      return begin(env, { hangs: () => fetch('https://api.test/') });
    }),
    // For whom a promise waits JavaScript does not say: that of the stuck one looks like one that the other's end would resolve.
    'deadlock-beside-a-hang': undecidable(
      'Whether it waits for nobody, or for the one whose request hangs, a promise does not say.',
      (env) => {
        env.network.upstream('https://api.test', () => hang());
        return begin(env, { hangs: () => fetch('https://api.test/'), stuck: () => new Promise(() => {}) });
      },
      { 'no-deadlock': 'unknown' },
    ),
    'deadlock-beside-a-kill': undecidable(
      'Whether it waits for nobody, or for the one who was killed, a promise does not say.',
      (env) => {
        const victim = env.process('victim');
        env.actor('sleeps', victim, () => sleep(10));
        env.actor('kills', env.process('killer'), () => env.kill(victim));
        return begin(env, { stuck: () => new Promise(() => {}) });
      },
      { 'no-deadlock': 'unknown' },
    ),
    'bigint-for-a-delay': hostile(
      broken(
        'setTimeout multiplies the delay by 1, which throws for a bigint.',
        one(() => void setTimeout(() => {}, 5n as unknown as number)),
        'no-actor-threw',
      ),
    ),
    'symbol-for-a-delay': hostile(
      broken(
        'So it does for a symbol.',
        one(() => void setTimeout(() => {}, Symbol('5') as unknown as number)),
        'no-actor-threw',
      ),
    ),
    'delay-that-refuses': hostile(
      broken(
        'And for what cannot be made a number.',
        one(() => void setTimeout(() => {}, { valueOf: refuse } as unknown as number)),
        'no-actor-threw',
      ),
    ),
    'awaits-its-own-output': correct('process.stdout.write calls back.', (env) =>
      begin(env, { only: () => new Promise<void>((resolve) => process.stdout.write('', () => resolve())) }),
    ),
    'observes-performance': undecidable('A PerformanceObserver is called by a real immediate.', (env) => {
      let observed = 0;
      begin(env, {
        only: async () => {
          const observer = new PerformanceObserver(() => observed++);
          observer.observe({ entryTypes: ['mark'] });
          performance.mark('known answers');
          await sleep(5);
          observer.disconnect();
        },
      });
      return expects(() => observed, 1);
    }),
  },
};

export const scenario: Scenario = scenarioOf(theme);
