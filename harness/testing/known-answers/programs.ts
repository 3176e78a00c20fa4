import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import workerThreads, { type MessagePort, Worker } from 'node:worker_threads';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { begin, broken, correct, expects, type Judge, scenarioOf, several, type Theme } from './program.ts';

// Programs and threads that the code under test begins.

const run = promisify(execFile);

/** Adds one to a number in a file, with a wait between. */
async function increment(): Promise<void> {
  await writeFile('/n', String(Number(await readFile('/n', 'utf8')) + 1));
}

function counting(env: Env, program: () => Promise<void>): void {
  env.disk.write('/n', '0');
  env.program('count', program);
}

/** Whether all that a program says has been read when this event of it comes. */
function saidBefore(env: Env, event: 'exit' | 'close'): Judge {
  env.program('say', ({ stdout }) => void stdout.write('said'));
  let [text, byThen] = ['', ''];
  begin(env, {
    only: async () => {
      const child = spawn('say');
      child.stdout.on('data', (data) => {
        text += data;
      });
      await once(child, event);
      byThen = text;
    },
  });
  return expects(() => byThen, 'said');
}

export const theme: Theme = {
  name: 'programs',
  title: 'programs and threads that code begins',
  strategy: 'portfolio',
  schedules: 60,
  programs: {
    'two-programs-count': broken('Both may read before either writes.', (env) => {
      counting(env, increment);
      several(env, 2, () => run('count'));
      return expects(() => env.disk.read('/n'), '2');
    }),
    'one-program-after-the-other': correct('The second begins once the first has ended.', (env) => {
      counting(env, increment);
      begin(env, {
        only: async () => {
          await run('count');
          await run('count');
        },
      });
      return expects(() => env.disk.read('/n'), '2');
    }),
    'output-before-the-exit': broken('A process may be told of the end before it has read all that was said.', (env) =>
      saidBefore(env, 'exit'),
    ),
    'output-before-the-close': correct('close comes when the streams have ended too.', (env) =>
      saidBefore(env, 'close'),
    ),
    'killed-while-it-writes': broken('The file is empty between the truncation and the write.', (env) => {
      env.disk.write('/n', 'old');
      env.program('write', async () => {
        for (let i = 0; i < 5; i++) await writeFile('/n', 'new');
      });
      begin(env, {
        only: async () => {
          const child = spawn('write');
          const closed = once(child, 'close');
          await delay(10);
          child.kill('SIGKILL');
          await closed;
        },
      });
      return () => !['old', 'new'].includes(env.disk.read('/n') ?? '') && 'the file is torn';
    }),
    'threads-that-count': broken('Two threads share the file, and no lock.', (env) => {
      counting(env, increment);
      several(env, 2, () => once(new Worker('/app/count'), 'exit'));
      return expects(() => env.disk.read('/n'), '2');
    }),
    'threads-that-wait-for-a-message': correct('The parent tells one after the other.', (env) => {
      counting(env, async () => {
        await once(workerThreads.parentPort as MessagePort, 'message');
        await increment();
      });
      begin(env, {
        only: async () => {
          for (let i = 0; i < 2; i++) {
            const worker = new Worker('/app/count');
            worker.postMessage('go');
            await once(worker, 'exit');
          }
        },
      });
      return expects(() => env.disk.read('/n'), '2');
    }),
    'a-thread-ended-at-work': broken('terminate does not wait for what the thread has begun.', (env) => {
      env.disk.write('/n', 'old');
      env.program('write', () => writeFile('/n', 'new'));
      begin(env, {
        only: async () => {
          const worker = new Worker('/app/write');
          await once(worker, 'online');
          await worker.terminate();
        },
      });
      return () => !['old', 'new'].includes(env.disk.read('/n') ?? '') && 'the file is torn';
    }),
  },
};

export const scenario: Scenario = scenarioOf(theme);
