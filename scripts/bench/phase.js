// A thread of the bench. JavaScript: a thread does not inherit the loader for TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { figures } = await import(workerData.module);
parentPort.postMessage(await figures());
