import { EventEmitter, on, once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, Readable, Transform, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as sleep, setInterval as ticks } from 'node:timers/promises';
import type { Scenario } from '../../scenario/scenario.ts';
import { begin, broken, correct, expects, hostile, scenarioOf, type Theme } from './program.ts';

// Emitters, iterators, generators and streams.

async function* numbers(closed: string[] = []): AsyncGenerator<number> {
  try {
    for (let i = 0; ; i++) {
      await sleep(1);
      yield i;
    }
  } finally {
    closed.push('closed');
  }
}

export const theme: Theme = {
  name: 'streams',
  title: 'emitters, iterators, generators and streams',
  strategy: 'portfolio',
  schedules: 60,
  programs: {
    'emit-does-not-wait': broken('emit returns before an async listener is done.', (env) => {
      let done = 0;
      let seen = -1;
      begin(env, {
        only: (actor) => {
          const emitter = new EventEmitter().on('save', async () => {
            await actor.gate();
            done++;
          });
          emitter.emit('save');
          seen = done;
        },
      });
      return expects(() => seen, 1);
    }),
    'async-listener-rejects': broken(
      'Nobody handles what an async listener rejects with.',
      (env) =>
        begin(env, {
          only: () =>
            new EventEmitter()
              .on('x', async () => {
                throw new Error('listener');
              })
              .emit('x'),
        }),
      'no-unhandled-rejection',
    ),
    'async-listener-captured': correct("With captureRejections it becomes an 'error' event.", (env) => {
      const errors: string[] = [];
      begin(env, {
        only: async () => {
          const emitter = new EventEmitter({ captureRejections: true });
          emitter
            .on('error', (error) => errors.push(error.message))
            .on('x', async () => {
              throw new Error('listener');
            });
          emitter.emit('x');
          await sleep(1);
        },
      });
      return expects(() => errors, ['listener']);
    }),
    'once-after-the-event': broken(
      'Who begins to listen after the event waits for ever.',
      (env) => {
        const emitter = new EventEmitter();
        return begin(env, { waits: () => once(emitter, 'ready'), emits: () => emitter.emit('ready') });
      },
      'no-deadlock',
    ),
    'once-before-the-event': correct('The listener is there before the event is.', (env) =>
      begin(env, {
        only: async () => {
          const emitter = new EventEmitter();
          setTimeout(() => emitter.emit('ready'), 1);
          await once(emitter, 'ready');
        },
      }),
    ),
    'on-keeps-events': correct('events.on keeps what comes while its loop is busy.', (env) => {
      const seen: number[] = [];
      begin(env, {
        only: async (actor) => {
          const emitter = new EventEmitter();
          const events = on(emitter, 'n');
          for (const n of [1, 2, 3]) emitter.emit('n', n);
          for await (const [n] of events) {
            await actor.gate();
            if (seen.push(n) === 3) break;
          }
        },
      });
      return expects(() => seen, [1, 2, 3]);
    }),
    'async-data-listener': broken(
      "'data' does not wait for the listener before it: chunks overtake each other.",
      (env) => {
        const seen: number[] = [];
        begin(env, {
          only: (actor) => {
            Readable.from([1, 2]).on('data', async (n) => {
              await actor.gate(`chunk ${n}`);
              seen.push(n);
            });
          },
        });
        return expects(() => seen, [1, 2]);
      },
    ),
    'for-await-over-a-stream': correct('The loop asks for a chunk when it is done with the one before.', (env) => {
      const seen: number[] = [];
      begin(env, {
        only: async (actor) => {
          for await (const n of Readable.from([1, 2, 3])) {
            await actor.gate();
            seen.push(n);
          }
        },
      });
      return expects(() => seen, [1, 2, 3]);
    }),
    'generator-left-by-break': correct('break runs finally.', (env) => {
      const closed: string[] = [];
      begin(env, {
        only: async () => {
          for await (const n of numbers(closed)) if (n === 2) break;
        },
      });
      return expects(() => closed, ['closed']);
    }),
    'generator-abandoned': hostile(
      broken('A generator nobody asks any more never runs its finally.', (env) => {
        const closed: string[] = [];
        begin(env, {
          only: async () => {
            const generator = numbers(closed);
            await generator.next();
            await generator.next();
          },
        });
        return expects(() => closed, ['closed']);
      }),
    ),
    'generator-returned-while-busy': hostile(
      correct('return waits its turn behind a next in progress.', (env) => {
        const closed: string[] = [];
        begin(env, {
          only: async () => {
            const generator = numbers(closed);
            const [first, end] = await Promise.all([generator.next(), generator.return(undefined)]);
            if (first.value !== 0 || end.done !== true) closed.push('another order');
          },
        });
        return expects(() => closed, ['closed']);
      }),
    ),
    'interval-iterator': correct('Ticks that come while the loop is busy are not lost.', (env) => {
      let seen = 0;
      begin(env, {
        only: async () => {
          for await (const _ of ticks(10)) {
            await sleep(25);
            if (++seen === 4) break;
          }
        },
      });
      return expects(() => seen, 4);
    }),
    'stream-never-read': hostile(
      correct('A stream that nobody reads makes nothing of itself.', (env) => {
        let asked = 0;
        begin(env, {
          only: () =>
            void new Readable({
              read() {
                asked++;
              },
            }),
        });
        return expects(() => asked, 0);
      }),
    ),
    'file-stream-never-read': hostile(
      correct('A file stream opens its file, and nobody waits for more.', (env) => {
        env.disk.write('/x', 'x'.repeat(100));
        return begin(env, { only: () => void createReadStream('/x') });
      }),
    ),
    'write-never-drained': hostile(
      broken(
        'Whoever waits for drain of a sink that never calls back waits for ever.',
        (env) =>
          begin(env, {
            only: async () => {
              const sink = new Writable({ highWaterMark: 1, write() {} });
              if (!sink.write('abc')) await once(sink, 'drain');
            },
          }),
        'no-deadlock',
      ),
    ),
    'end-then-read-the-file': correct("After 'finish' of pipeline the file is whole.", (env) => {
      begin(env, { only: () => pipeline(Readable.from(['a', 'b', 'c']), createWriteStream('/x')) });
      return expects(() => env.disk.read('/x'), 'abc');
    }),
    'end-not-awaited': broken('end returns before the file has what was written.', (env) => {
      let seen: string | undefined;
      begin(env, {
        only: async () => {
          const stream = createWriteStream('/x');
          stream.end('abc');
          await sleep(5);
          seen = env.disk.read('/x');
          await finished(stream);
        },
      });
      return expects(() => seen, 'abc');
    }),
    'pipe-without-error-handler': broken(
      "pipe does not carry errors along: an 'error' without a listener is thrown.",
      (env) =>
        begin(env, {
          only: () => {
            Readable.from([1]).pipe(
              new Transform({ objectMode: true, transform: (_, __, done) => done(new Error('bad')) }),
            );
          },
        }),
      'no-unhandled-rejection',
    ),
    'pipeline-destroys-all': correct('pipeline destroys the others and rejects.', (env) => {
      let isDestroyed = false;
      begin(env, {
        only: async () => {
          const source = new PassThrough();
          source.write('x');
          const bad = new Transform({ transform: (_, __, done) => done(new Error('bad')) });
          await pipeline(source, bad, new PassThrough()).catch(() => {});
          isDestroyed = source.destroyed;
        },
      });
      return expects(() => isDestroyed, true);
    }),
    'web-transform-nobody-reads': hostile(
      broken(
        'The first write to a TransformStream waits for a reader.',
        (env) => begin(env, { only: () => new TransformStream().writable.getWriter().write('x') }),
        'no-deadlock',
      ),
    ),
    'web-stream-teed': correct('Both branches get every chunk.', (env) => {
      const seen: unknown[] = [];
      begin(env, {
        only: async () => {
          const branches = new ReadableStream({
            start(controller) {
              controller.enqueue('a');
              controller.close();
            },
          }).tee();
          for (const branch of branches) for await (const chunk of branch) seen.push(chunk);
        },
      });
      return expects(() => seen, ['a', 'a']);
    }),
  },
};

export const scenario: Scenario = scenarioOf(theme);
