import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { outcomeOf, type Place, type Program, programs, said } from '../program.ts';

const FILE = new URL('../workers/thread.mjs', import.meta.url);

function begun({ log }: Place, does: string, options: WorkerOptions = {}): Worker {
  const worker = new Worker(FILE, { workerData: does, ...options });
  for (const event of ['online', 'message', 'messageerror', 'error', 'exit'])
    worker.on(event, (...args) => log(`${event} ${args.map(said).join(' ')}`));
  return worker;
}

async function over(worker: Worker): Promise<void> {
  await new Promise((resolve) => worker.on('exit', resolve));
}

export const THREADS: readonly Program[] = programs('new Worker', {
  'that says who it is': (place) => over(begun(place, 'who', { argv: ['a', 'b'] })),
  'that answers': async (place) => {
    const worker = begun(place, 'echo');
    for (const message of [1, { two: new Set([2]) }, [3]]) worker.postMessage(message);
    worker.postMessage(null);
    await over(worker);
  },
  'that says much at once': (place) => over(begun(place, 'many')),
  'that throws': (place) => over(begun(place, 'throws')),
  'that rejects': (place) => over(begun(place, 'rejects')),
  'that throws later': (place) => over(begun(place, 'throws later')),
  'that exits': (place) => over(begun(place, 'exits')),
  'that sets its exit code': (place) => over(begun(place, 'sets a code')),
  'that says something and exits': (place) => over(begun(place, 'says and exits')),
  'that waits': (place) => over(begun(place, 'waits')),
  'that is terminated': async (place) => {
    const worker = begun(place, 'stays');
    await once(worker, 'online');
    place.log(said(await worker.terminate()));
    place.log(said(await worker.terminate()));
    place.log(String(worker.threadId));
  },
  'that is told something after its end': async (place) => {
    const worker = begun(place, 'who');
    await over(worker);
    place.log(await outcomeOf(() => worker.postMessage('late')));
    await sleep(2);
  },
  'with data that cannot be cloned': async ({ log }) =>
    log(await outcomeOf(() => new Worker(FILE, { workerData: Symbol('none') }).constructor.name)),
  'and a message that cannot': async (place) => {
    const worker = begun(place, 'echo');
    place.log(await outcomeOf(() => worker.postMessage(Symbol('none'))));
    worker.postMessage(null);
    await over(worker);
  },
});
