import { setTimeout as sleep } from 'node:timers/promises';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { hang, json, type Reply, reset, respond, serverError, stream } from '../../world/network/reply.ts';
import {
  begin,
  beginTogether,
  broken,
  correct,
  expects,
  hostile,
  type Judge,
  scenarioOf,
  several,
  type Theme,
} from './program.ts';

// Caches, retries, tokens and pages over upstreams that answer late, twice or not at all.

const AT = 'https://api.test';

const serve = (env: Env, answer: (path: string, n: number) => Reply): void =>
  env.network.upstream(AT, (request, { n }) => answer(new URL(request.url).pathname, n), { latencyMs: [10, 20] });

const get = async (path: string, init?: RequestInit): Promise<Response> => fetch(`${AT}${path}`, init);
const number = async (path: string): Promise<number> => Number(await (await get(path)).text());

/** Counts the requests that reached it, and answers each with its number. */
function counting(env: Env): { requests: number } {
  const seen = { requests: 0 };
  serve(env, () => respond(200, String(++seen.requests)));
  return seen;
}

/** Fetches with retries, waiting longer each time. */
async function withBackoff(path: string, triesMax: number): Promise<Response> {
  for (let i = 1; ; i++) {
    const response = await get(path);
    if (response.ok || i === triesMax) return response;
    await sleep(100 * 2 ** i);
  }
}

/** Searches as the user types; `guards`: an answer counts only if it is the newest question's. */
function search(env: Env, guards: boolean): Judge {
  serve(env, (path) => respond(200, path));
  let [shown, newest] = ['', 0];
  begin(env, {
    user: async () => {
      const ask = async (path: string): Promise<void> => {
        const mine = ++newest;
        const answer = await (await get(path)).text();
        if (!guards || mine === newest) shown = answer;
      };
      await Promise.all(['/r', '/ra', '/race'].map(ask));
    },
  });
  return expects(() => shown, '/race');
}

export const theme: Theme = {
  name: 'network',
  title: 'caches, retries, tokens and pages over upstreams',
  strategy: 'portfolio',
  schedules: 150,
  programs: {
    'answers-out-of-order': broken('The answer to an older question may come last.', (env) => search(env, false)),
    'answers-out-of-order-guarded': correct('Only the newest question may show its answer.', (env) =>
      search(env, true),
    ),
    stampede: broken('Both find the cache empty and ask.', (env) => {
      const seen = counting(env);
      const cache = new Map<string, number>();
      several(env, 2, async () => {
        if (!cache.has('/x')) cache.set('/x', await number('/x'));
      });
      return () => seen.requests > 1 && `${seen.requests} requests`;
    }),
    'single-flight': correct('The promise is in the cache before the first answer.', (env) => {
      const seen = counting(env);
      const cache = new Map<string, Promise<number>>();
      several(env, 3, async () => {
        if (!cache.has('/x')) cache.set('/x', number('/x'));
        await cache.get('/x');
      });
      return () => seen.requests > 1 && `${seen.requests} requests`;
    }),
    'stale-fill-after-clear': broken(
      'An answer asked for before the change fills the cache after it was cleared.',
      (env) => {
        let value = 1;
        const cache = new Map<string, number>();
        serve(env, () => respond(200, String(value)));
        begin(env, {
          reads: async () => {
            cache.set('/x', await number('/x'));
          },
          changes: () => {
            value = 2;
            cache.clear();
          },
        });
        return () => (cache.get('/x') ?? 2) !== 2 && 'the cache kept the old value';
      },
    ),
    'fill-of-another-generation-dropped': correct(
      'Each clear begins a generation; an answer of an older one is not kept.',
      (env) => {
        let [value, generation] = [1, 0];
        const cache = new Map<string, number>();
        serve(env, () => respond(200, String(value)));
        begin(env, {
          reads: async () => {
            const mine = generation;
            const read = await number('/x');
            if (mine === generation) cache.set('/x', read);
          },
          changes: () => {
            value = 2;
            generation++;
            cache.clear();
          },
        });
        return () => (cache.get('/x') ?? 2) !== 2 && 'the cache kept the old value';
      },
    ),
    'gives-up-after-three': broken('The upstream is well again at the fourth try only.', (env) => {
      serve(env, (_, n) => (n < 4 ? serverError(500) : json({})));
      let isOk = false;
      begin(env, {
        only: async () => {
          isOk = (await withBackoff('/', 3)).ok;
        },
      });
      return expects(() => isOk, true);
    }),
    'retry-charges-twice': broken('The first request was carried out; only its answer was lost.', (env) => {
      let charged = 0;
      serve(env, (_, n) => {
        charged++;
        return n === 1 ? reset() : json({});
      });
      begin(env, { only: () => get('/charge', { method: 'POST' }).catch(() => get('/charge', { method: 'POST' })) });
      return expects(() => charged, 1);
    }),
    'retry-with-an-idempotency-key': correct('The upstream knows the key and charges once.', (env) => {
      const keys = new Set<string>();
      env.network.upstream(AT, (request, { n }) => {
        keys.add(request.headers.get('idempotency-key') ?? `none ${n}`);
        return n === 1 ? reset() : json({});
      });
      const charge = (): Promise<Response> => get('/charge', { method: 'POST', headers: { 'idempotency-key': 'k' } });
      begin(env, { only: () => charge().catch(charge) });
      return expects(() => keys.size, 1);
    }),
    'token-refreshed-twice': broken(
      "Both see the token expired; the second refresh makes the first one's token void.",
      (env) => {
        let [token, refreshes] = ['', 0];
        serve(env, () => respond(200, `t${++refreshes}`));
        several(env, 2, async () => {
          if (token === '') token = await (await get('/token')).text();
        });
        return () => refreshes > 1 && `${refreshes} refreshes`;
      },
    ),
    'token-refresh-shared': correct('A refresh in progress is shared.', (env) => {
      let refreshes = 0;
      let token: Promise<string> | undefined;
      serve(env, () => respond(200, `t${++refreshes}`));
      several(env, 3, async () => {
        token ??= get('/token').then((response) => response.text());
        await token;
      });
      return () => refreshes > 1 && `${refreshes} refreshes`;
    }),
    'pages-by-offset': broken('An insertion between two pages shifts what the second one begins with.', (env) => {
      const rows = ['b', 'c', 'd'];
      serve(env, (path) => json(rows.slice(Number(path.slice(1)), Number(path.slice(1)) + 2)));
      const seen: string[] = [];
      begin(env, {
        reads: async () => {
          for (const at of [0, 2]) seen.push(...((await (await get(`/${at}`)).json()) as string[]));
        },
        inserts: () => rows.unshift('a'),
      });
      return () => new Set(seen).size < seen.length && `seen ${seen}`;
    }),
    'pages-by-key': correct('Each page begins after the last key seen.', (env) => {
      const rows = ['b', 'c', 'd'];
      serve(env, (path) => json(rows.filter((row) => row > path.slice(1)).slice(0, 2)));
      const seen: string[] = [];
      begin(env, {
        reads: async () => {
          for (let i = 0; i < 3; i++) seen.push(...((await (await get(`/${seen.at(-1) ?? ''}`)).json()) as string[]));
        },
        inserts: () => rows.unshift('a'),
      });
      return () => new Set(seen).size < seen.length && `seen ${seen}`;
    }),
    'hanging-upstream': correct('An upstream that never answers is a fault, and no deadlock of the client.', (env) => {
      serve(env, () => hang());
      return begin(env, { only: () => get('/') });
    }),
    'body-breaks-off': hostile(
      broken(
        'The connection breaks in mid-body, and nobody catches that.',
        (env) => {
          serve(env, () => stream(['{"a":', '1'], { end: 'reset' }));
          return begin(env, { only: async () => (await get('/')).json() });
        },
        'no-actor-threw',
      ),
    ),
    'body-never-read': hostile(
      correct('A body may be left unread, or cancelled.', (env) => {
        serve(env, () => stream(['a', 'b']));
        return begin(env, {
          only: async () => {
            await get('/');
            await (await get('/')).body?.cancel();
          },
        });
      }),
    ),
    'one-of-many-fails': broken('Promise.all gives up at the first failure; the others are still under way.', (env) => {
      let [isOver, late] = [false, 0];
      serve(env, (path) => (path === '/1' ? serverError() : json({})));
      begin(env, {
        only: async () => {
          const each = async (i: number): Promise<void> => {
            const { ok } = await get(`/${i}`);
            if (isOver) late++;
            if (!ok) throw new Error(`${i} failed`);
          };
          await Promise.all([0, 1, 2].map(each)).catch(() => {});
          isOver = true;
        },
      });
      return expects(() => late, 0);
    }),
    'all-of-many-settle': correct('allSettled waits for every one of them.', (env) => {
      let [isOver, late] = [false, 0];
      serve(env, (path) => (path === '/1' ? serverError() : json({})));
      begin(env, {
        only: async () => {
          await Promise.allSettled(
            [0, 1, 2].map(async (i) => {
              const { ok } = await get(`/${i}`);
              if (isOver) late++;
              if (!ok) throw new Error(`${i} failed`);
            }),
          );
          isOver = true;
        },
      });
      return expects(() => late, 0);
    }),
    'clear-in-the-turn-of-a-fill': broken(
      'What was read before the clear of the same turn is kept after it.',
      (env) => {
        let value = 1;
        const cache = new Map<string, number>();
        beginTogether(env, {
          reads: async () => cache.set('/x', await Promise.resolve(value)),
          changes: () => {
            value = 2;
            cache.clear();
          },
        });
        return () => cache.get('/x') === 1 && 'the cache kept the old value';
      },
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
