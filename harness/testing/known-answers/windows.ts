import { setTimeout as sleep } from 'node:timers/promises';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { hang, json, type SpanMs } from '../../world/network/reply.ts';
import {
  begin,
  broken,
  correct,
  expects,
  hostile,
  type Judge,
  nothingElse,
  scenarioOf,
  several,
  type Theme,
} from './program.ts';

// Races that time decides: some it forbids, some it only seems to.

const URL_OF_IT = 'https://api.test/';

function upstream(env: Env, latencyMs: SpanMs): void {
  env.network.upstream('https://api.test', () => json({ ok: true }), { latencyMs });
}

/** What comes first: an answer within the span, or a timer. */
function race(env: Env, latencyMs: SpanMs, timerMs: number, winner: 'answer' | 'timer'): Judge {
  upstream(env, latencyMs);
  let first = '';
  begin(env, {
    only: () =>
      Promise.all([
        fetch(URL_OF_IT).then(() => {
          first ||= 'answer';
        }),
        sleep(timerMs).then(() => {
          first ||= 'timer';
        }),
      ]),
  });
  return expects(() => first, winner);
}

/** A debouncer over timers. */
function debounced(callback: () => void, delayMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(callback, delayMs);
  };
}

export const theme: Theme = {
  name: 'windows',
  title: 'races that time forbids, and races that it allows',
  strategy: 'exhaustive',
  schedules: 5_000,
  programs: {
    'timer-before-every-answer': correct('An answer takes 100 to 500 ms; a timer of 50 ms comes first.', (env) =>
      race(env, [100, 500], 50, 'timer'),
    ),
    'timer-among-the-answers': broken(
      'A timer of 300 ms may come before an answer of 100 to 500 ms, or after it.',
      (env) => race(env, [100, 500], 300, 'timer'),
    ),
    'timer-after-every-answer': correct('A timer of 600 ms comes after an answer of 500 ms at most.', (env) =>
      race(env, [100, 500], 600, 'answer'),
    ),
    'answer-hoped-for-in-time': broken('An answer may take longer than 300 ms.', (env) =>
      race(env, [100, 500], 300, 'answer'),
    ),
    'timeout-signal-too-short': broken(
      'An answer may take 500 ms, the signal aborts after 400 ms.',
      (env) => {
        upstream(env, [100, 500]);
        return begin(env, { only: () => fetch(URL_OF_IT, { signal: AbortSignal.timeout(400) }) });
      },
      'no-actor-threw',
    ),
    'timeout-signal-long-enough': correct('No answer takes longer than 500 ms.', (env) => {
      upstream(env, [100, 500]);
      return begin(env, { only: () => fetch(URL_OF_IT, { signal: AbortSignal.timeout(501) }) });
    }),
    'timeout-of-a-hanging-upstream': correct('It never answers, so the signal aborts: that is caught.', (env) => {
      env.network.upstream('https://api.test', () => hang());
      let name = '';
      begin(env, {
        only: () =>
          fetch(URL_OF_IT, { signal: AbortSignal.timeout(400) }).catch((error) => {
            name = error.name;
          }),
      });
      return expects(() => name, 'TimeoutError');
    }),
    'late-answer-still-comes': correct('The answer that lost the race comes all the same, by 500 ms.', (env) => {
      let late = 0;
      upstream(env, [100, 500]);
      begin(env, {
        only: async () => {
          const answer = fetch(URL_OF_IT).then(() => {
            late++;
          });
          await Promise.race([answer, sleep(200)]);
          if (late === 0) await sleep(1_000);
        },
      });
      return () => (late !== 1 ? 'the answer never came' : false);
    }),
    'losing-rejection-of-a-race': correct('Promise.race handles every one of its promises, the losers too.', (env) =>
      begin(env, {
        only: () =>
          Promise.race([
            sleep(1),
            sleep(5).then(() => {
              throw new Error('lost');
            }),
          ]),
      }),
    ),
    'losing-rejection-on-its-own': broken(
      'A promise kept aside and awaited only after another has nobody when it rejects.',
      (env) =>
        begin(env, {
          only: async () => {
            const failing = sleep(1).then(() => {
              throw new Error('early');
            });
            await sleep(5);
            await failing.catch(() => {});
          },
        }),
      'no-unhandled-rejection',
    ),
    'timeout-left-behind': broken(
      'The timer of the race is never cleared and fires into a finished request.',
      (env) => {
        let [isOver, late] = [false, 0];
        begin(env, {
          only: async () => {
            const timeout = new Promise((resolve) =>
              setTimeout(() => {
                if (isOver) late++;
                resolve(null);
              }, 1_000),
            );
            await Promise.race([sleep(10), timeout]);
            isOver = true;
          },
        });
        return expects(() => late, 0);
      },
    ),
    'debounced-burst': correct('Three calls in one turn are one call 100 ms later.', (env) => {
      let calls = 0;
      begin(env, {
        only: () => {
          const call = debounced(() => calls++, 100);
          for (let i = 0; i < 3; i++) call();
        },
      });
      return expects(() => calls, 1);
    }),
    'debounced-with-pauses': broken('Calls 150 ms apart are not one.', (env) => {
      let calls = 0;
      begin(env, {
        only: async () => {
          const call = debounced(() => calls++, 100);
          call();
          await sleep(150);
          call();
        },
      });
      return expects(() => calls, 1);
    }),
    'debounced-by-actors-any-time-apart': broken('Two actors may call more than 100 ms apart.', (env) => {
      let calls = 0;
      const call = debounced(() => calls++, 100);
      several(env, 2, async (actor) => {
        await actor.gate();
        call();
      });
      // Only where something happens in between does time pass; a third one sleeps for longer than the delay.
      env.actor('clock', env.process('q'), () => sleep(500));
      return expects(() => calls, 1);
    }),
    'debounced-within-a-window': correct('Both call within 50 ms, so 100 ms never pass in between.', (env) => {
      let calls = 0;
      const call = debounced(() => calls++, 100);
      const process = env.process('p');
      for (const name of ['a', 'b']) env.actor(name, process, call, { atMs: 0, latestMs: 50 });
      env.actor('clock', env.process('q'), () => sleep(500));
      return expects(() => calls, 1);
    }),
    'actors-in-disjoint-windows': correct('One begins by 10 ms, the other not before 20 ms.', (env) => {
      const order: string[] = [];
      const process = env.process('p');
      env.actor('late', process, () => order.push('late'), { atMs: 20 });
      env.actor('early', process, () => order.push('early'), { latestMs: 10 });
      return expects(() => order, ['early', 'late']);
    }),
    'actors-in-overlapping-windows': broken('One begins by 30 ms, the other not before 20 ms: they overlap.', (env) => {
      const order: string[] = [];
      const process = env.process('p');
      env.actor('late', process, () => order.push('late'), { atMs: 20 });
      env.actor('early', process, () => order.push('early'), { latestMs: 30 });
      return expects(() => order, ['early', 'late']);
    }),
    'lease-shorter-than-the-work': broken('The lease runs out after 400 ms, the work may take 500.', (env) => {
      upstream(env, [100, 500]);
      let [owner, wrong] = ['', 0];
      begin(env, {
        only: async () => {
          owner = 'a';
          setTimeout(() => {
            owner = '';
          }, 400);
          await fetch(URL_OF_IT);
          if (owner !== 'a') wrong++;
        },
      });
      return expects(() => wrong, 0);
    }),
    'lease-longer-than-the-work': correct('The lease runs out after 600 ms, the work takes 500 at most.', (env) => {
      upstream(env, [100, 500]);
      let [owner, wrong] = ['', 0];
      begin(env, {
        only: async () => {
          owner = 'a';
          setTimeout(() => {
            owner = '';
          }, 600);
          await fetch(URL_OF_IT);
          if (owner !== 'a') wrong++;
        },
      });
      return expects(() => wrong, 0);
    }),
    'aborted-before-it-begins': hostile(
      correct('A signal aborted already rejects at once, and nothing is asked.', (env) => {
        upstream(env, [1, 5]);
        const seen: string[] = [];
        begin(env, {
          only: async () => {
            const reason = new Error('mine');
            await fetch(URL_OF_IT, { signal: AbortSignal.abort(reason) }).catch((error) => seen.push(error.message));
            await sleep(5, undefined, { signal: AbortSignal.abort() }).catch((error) => seen.push(error.code));
          },
        });
        return expects(() => seen, ['mine', 'ABORT_ERR']);
      }),
    ),
    'aborted-twice-and-late': hostile(
      correct('Only the first abort counts, and none after the end.', (env) => {
        let aborts = 0;
        begin(env, {
          only: async () => {
            const controller = new AbortController();
            controller.signal.addEventListener('abort', () => aborts++);
            await sleep(5, undefined, { signal: controller.signal });
            controller.abort(1);
            controller.abort(2);
            controller.signal.dispatchEvent(new Event('other'));
          },
        });
        return expects(() => aborts, 1);
      }),
    ),
    'abort-listener-throws': hostile(
      broken(
        'What a listener of abort throws is an uncaught exception.',
        (env) => {
          begin(env, {
            only: () => {
              const controller = new AbortController();
              controller.signal.addEventListener('abort', () => {
                throw new Error('in a listener');
              });
              controller.abort();
            },
          });
          return nothingElse;
        },
        'no-unhandled-rejection',
      ),
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
