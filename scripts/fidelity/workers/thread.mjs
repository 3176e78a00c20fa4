// What the threads of fidelity programs run: by `workerData`.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, threadId, workerData } from 'node:worker_threads';

const does = {
  who: () => parentPort.postMessage([isMainThread, threadId > 0, process.argv.slice(2)]),
  echo: () =>
    parentPort.on('message', (message) => (message === null ? parentPort.close() : parentPort.postMessage(message))),
  many: () => [1, 2, 3].forEach((n) => void parentPort.postMessage(n)),
  throws: () => {
    throw new TypeError('thrown');
  },
  rejects: () => void Promise.reject(new Error('rejected')),
  'throws later': () => setTimeout(() => does.throws(), 2),
  exits: () => process.exit(3),
  'sets a code': () => {
    process.exitCode = 4;
  },
  stays: () => setInterval(() => {}, 1_000),
  waits: () => sleep(5).then(() => parentPort.postMessage('waited')),
  'says and exits': () => {
    parentPort.postMessage('said');
    process.exit();
  },
};
does[workerData]();
