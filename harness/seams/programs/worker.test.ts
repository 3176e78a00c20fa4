import { once } from 'node:events';
import workerThreads, { MessageChannel, Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { trial } from '../../testing/trial.ts';

/** What one actor sees of a thread that runs `program`, in the default order. Nothing escapes. */
async function seenWith(
  program: Parameters<Env['program']>[1],
  body: (say: (what: unknown) => void) => unknown,
): Promise<unknown[]> {
  const said: unknown[] = [];
  const scenario = trial((env) => {
    env.program('worker.js', program);
    env.actor('a', env.process('p'), () => body((what) => said.push(what)));
  });
  const { run, leaks, ending } = await runOnce(scenario);
  expect([leaks, run.execution.unhandled, ending]).toEqual([[], [], 'quiescent']);
  return said;
}

/** Answers each message, and says who it is. */
function echo(): void {
  const { parentPort, workerData, threadId, isMainThread } = workerThreads;
  parentPort?.postMessage({ workerData, threadId, isMainThread, pid: process.pid, argv: process.argv.slice(2) });
  parentPort?.on('message', (message: unknown) => {
    if (message === 'end') parentPort?.close();
    else parentPort?.postMessage(['echo', message]);
  });
}

test('a thread has data and messages, and ends when it listens no more', async () => {
  const said = await seenWith(echo, async (say) => {
    const worker = new Worker(new URL('file:///app/worker.js'), { workerData: { n: 1 }, argv: ['x'] });
    worker.on('online', () => say('online'));
    worker.on('message', (message) => say(message));
    worker.postMessage({ a: new Map([[1, 2]]) });
    worker.postMessage('end');
    say(worker.threadId);
    say(await once(worker, 'exit'));
    say(worker.threadId);
  });
  expect(said).toEqual([
    1,
    'online',
    { workerData: { n: 1 }, threadId: 1, isMainThread: false, pid: 1000, argv: ['x'] },
    ['echo', { a: new Map([[1, 2]]) }],
    [0],
    -1,
  ]);
});

test('what a thread throws is an error, and its end', async () => {
  const thrown = async (program: () => unknown): Promise<unknown[]> =>
    seenWith(program, async (say) => {
      const worker = new Worker('/app/worker.js');
      worker.on('error', (error) => say(String(error)));
      say(await once(worker, 'exit').catch(() => 'error'));
    });
  const fails = (): never => {
    throw new Error('no');
  };
  expect(await thrown(fails)).toEqual(['Error: no', 'error']);
  expect(await thrown(() => void setTimeout(fails, 10))).toEqual(['Error: no', 'error']);
  expect(await thrown(() => void Promise.reject(new Error('no')))).toEqual(['Error: no', 'error']);
});

test('terminate ends it with 1, process.exit with its code', async () => {
  const said = await seenWith(
    () => {
      if (workerThreads.workerData === 'exits') process.exit(7);
      setInterval(() => {}, 1_000);
    },
    async (say) => {
      const worker = new Worker('worker.js');
      worker.on('exit', (code) => say(`exit ${code}`));
      await once(worker, 'online');
      say(await worker.terminate());
      say(await worker.terminate());
      say(await once(new Worker('worker.js', { workerData: 'exits' }), 'exit'));
    },
  );
  expect(said).toEqual(['exit 1', 1, undefined, [7]]);
});

test('variables are copied, a port goes along, and a class of workers is one', async () => {
  class Own extends Worker {
    readonly own: string = 'own';
  }
  const said = await seenWith(
    () => {
      process.env.A = 'thread';
      workerThreads.parentPort?.once('message', ({ port }) => port.postMessage(process.env.B));
    },
    async (say) => {
      process.env.B = 'parent';
      const worker = new Own('worker.js');
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ port: port2 }, [port2]);
      say(await once(port1, 'message'));
      port1.close();
      await once(worker, 'exit');
      say([process.env.A, worker.own, worker instanceof Worker]);
    },
  );
  expect(said).toEqual([['parent'], [undefined, 'own', true]]);
});

test('a thread that is not declared, or that is code, is refused', async () => {
  for (const begin of [() => new Worker('other.js'), () => new Worker('0', { eval: true })]) {
    const scenario = trial((env) => env.actor('a', env.process('p'), () => void begin()));
    const { leaks, run } = await runOnce(scenario);
    expect(leaks[0]).toMatch(/WORKER .*which runs (other\.js|code): declare env\.program/);
    expect(run.execution.actors[0]?.state).toMatchObject({ kind: 'threw', error: { code: 'ERR_UNSUPPORTED_CALL' } });
  }
});
