import { execFileSync, spawn } from 'node:child_process';
import { generatePrime, subtle } from 'node:crypto';
import { lookupService } from 'node:dns/promises';
import { once } from 'node:events';
import { unlinkSync, watch } from 'node:fs';
import { connect, createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import type { Scenario } from '../../scenario/scenario.ts';
import { respond } from '../../world/network/reply.ts';
import {
  begin,
  broken,
  correct,
  type Entry,
  expects,
  scenarioOf,
  several,
  type Theme,
  undecidable,
} from './program.ts';

// What no seam controls, what cannot be told, and what is left from one execution to the next.

const only = (says: string, body: () => unknown): Entry => undecidable(says, (env) => begin(env, { only: body }));

let [calls, cachedForEver, lastSeen]: [number, Promise<number> | undefined, number] = [0, undefined, 0];
let hasBegun = false;
const everSeen = new Set<string>();

export const theme: Theme = {
  name: 'undecidable',
  title: 'what no schedule decides',
  strategy: 'portfolio',
  schedules: 12,
  allow: ['RANDOMPRIMEREQUEST'],
  programs: {
    'awaits-the-name-of-a-service': only('Which name a service has, the machine knows.', () =>
      lookupService('127.0.0.1', 9),
    ),
    'awaits-web-crypto': correct('What subtle.digest computes comes in a step of its own.', (env) => {
      let bytes = 0;
      begin(env, {
        only: async () => {
          bytes = (await subtle.digest('SHA-256', new Uint8Array(1))).byteLength;
        },
      });
      return expects(() => bytes, 32);
    }),
    'begins-a-worker': only(
      'Code as text is no program that could be declared.',
      () => void new Worker('0', { eval: true }).unref(),
    ),
    'spawns-a-child': only('Nobody has declared this program.', () => void spawn('true').unref()),
    'runs-a-child-at-once': only('Nor this one, which is waited for.', () => void execFileSync('true')),
    'listens-on-a-socket': only('An abstract name of a Unix domain socket is a real one.', () => {
      createServer(() => {})
        .on('error', () => {})
        .listen('\0nowhere');
    }),
    'connects-a-socket': only('So is the attempt to connect to one.', () => {
      const socket = connect('\0nowhere').on('error', () => {});
      socket.destroy();
    }),
    'listens-and-connects-on-the-loopback': correct('Connections of TCP are steps.', (env) =>
      begin(env, {
        only: () => {
          const server = createServer((socket) => socket.end()).listen(9, '127.0.0.1', () => {
            connect(9, '127.0.0.1')
              .on('close', () => server.close())
              .resume();
          });
        },
      }),
    ),
    'listens-and-connects-at-a-path': correct(
      'So are those of Unix domain sockets, whose paths are on the simulated disk.',
      (env) =>
        begin(env, {
          only: () => {
            const server = createServer((socket) => socket.end()).listen('/app.sock', () => {
              connect('/app.sock')
                .on('close', () => server.close())
                .resume();
            });
          },
        }),
    ),
    'restarts-at-a-path': broken('The old server removes the new one by its name.', (env) => {
      const answers: string[] = [];
      const restart = async (): Promise<void> => {
        const old = createServer().listen('/app.sock');
        await once(old, 'listening');
        unlinkSync('/app.sock');
        const successor = createServer((socket) => socket.end()).listen('/app.sock');
        await once(successor, 'listening');
        old.close();
        const socket = connect('/app.sock').on('error', () => answers.push('nobody'));
        await new Promise((resolve) => socket.on('close', resolve).resume());
        successor.close();
      };
      begin(env, { only: restart });
      return expects(() => answers, []);
    }),
    'asks-a-weak-reference': only(
      'Whether the garbage collector has come by decides.',
      () => void new WeakRef({}).deref(),
    ),
    'watches-a-tree': only('The simulated disk watches no tree.', () => void watch('/', { recursive: true })),
    'follows-a-redirect': undecidable('A redirect would have a stream sent again that has been read.', (env) => {
      env.network.upstream('https://api.test', () => respond(307, undefined, { headers: { location: '/there' } }));
      const init = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' };
      return begin(env, { only: () => fetch('https://api.test/', init as RequestInit).catch(() => {}) });
    }),
    'asks-an-unknown-host': only('The scenario has no such upstream.', () =>
      fetch('https://unknown.test/').catch(() => {}),
    ),
    'loads-a-module': only('A module comes from the real disk.', () =>
      import('./no-such-module.mjs' as string).catch(() => {}),
    ),
    'awaits-what-is-allowed': only('primes are allowed, but nothing else can run: it is what is waited for.', () =>
      promisify(generatePrime)(32),
    ),
    'awaits-what-is-allowed-beside-a-timer': only(
      'After the timer nothing can run but what makes the prime.',
      async () => {
        await Promise.all([promisify(generatePrime)(32), new Promise((resolve) => setTimeout(resolve, 10))]);
      },
    ),
    'does-not-wait-for-what-is-allowed': correct('primes are allowed, and nobody waits for it.', (env) =>
      begin(env, { only: () => generatePrime(32, () => {}) }),
    ),
    'compresses-in-a-stream': correct('Each piece that a zlib stream compresses is a step.', (env) => {
      let text = '';
      begin(env, {
        only: async () => {
          text = gunzipSync(await buffer(createGzip().end('abc'))).toString();
        },
      });
      return expects(() => text, 'abc');
    }),
    'compresses-at-once': correct('Synchronous zlib is part of its step.', (env) => {
      let text = '';
      begin(env, {
        only: () => {
          text = gunzipSync(gzipSync('abc')).toString();
        },
      });
      return expects(() => text, 'abc');
    }),
    'says-it-cannot-tell': undecidable(
      'The judge says so itself; nothing else is in doubt.',
      (env) => {
        begin(env, { only: () => {} });
        return () => ({ unknown: 'the file has too many contents to judge' });
      },
      { sound: 'unknown' },
    ),
    'cannot-tell-one-order': undecidable(
      'One of two orders cannot be judged; the other is fine.',
      (env) => {
        const order: number[] = [];
        several(env, 2, (_, i) => order.push(i));
        return () => order[0] === 1 && ({ unknown: 'the second came first' } as const);
      },
      { sound: 'unknown' },
    ),
    'cannot-tell-one-order-and-breaks-the-other': {
      ...correct('A violation stands, whatever cannot be told elsewhere.', (env) => {
        const order: number[] = [];
        several(env, 2, (_, i) => order.push(i));
        return () => (order[0] === 1 ? { unknown: 'the second came first' } : 'the first came first');
      }),
      kind: 'broken',
      expected: { sound: 'violated' },
    },
    'breaks-from-the-second-execution-on': undecidable(
      'A counter of the module makes later executions break; alone none does.',
      (env) => {
        begin(env, { only: () => void calls++ });
        return () => calls > 1 && `${calls} calls`;
      },
      { sound: 'unknown' },
    ),
    'waits-for-a-promise-of-an-earlier-execution': undecidable(
      'The module keeps a promise whose actor is gone: all but the first wait for ever.',
      (env) =>
        begin(env, {
          only: async (actor) => {
            cachedForEver ??= new Promise((resolve) => void actor.gate().then(() => setTimeout(() => resolve(1), 10)));
            await cachedForEver;
            if (++lastSeen > 1) await new Promise(() => {});
          },
        }),
      { 'no-deadlock': 'unknown' },
    ),
    'remembers-by-name': undecidable(
      'What the module has seen is skipped from the second execution on.',
      (env) => {
        let ran = 0;
        begin(env, {
          only: async (actor) => {
            if (everSeen.has('job')) return;
            everSeen.add('job');
            await actor.gate();
            ran++;
          },
        });
        return expects(() => ran, 1);
      },
      { sound: 'unknown' },
    ),
    'does-its-work-once-a-thread': {
      ...undecidable(
        'Only the first execution of a thread does the racy work at all.',
        (env) => {
          let count = 0;
          const isFirst = !hasBegun;
          hasBegun = true;
          several(env, 2, async (actor) => {
            if (!isFirst) return;
            const read = count;
            await actor.gate();
            count = read + 1;
          });
          return () => isFirst && count !== 2 && `count is ${count}`;
        },
        { sound: 'unknown' },
      ),
      disagrees: 'sound holds: only the first execution, in the default order, did the racy work',
    },
  },
};

export const scenario: Scenario = scenarioOf(theme);
