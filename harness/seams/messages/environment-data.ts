import workerThreads from 'node:worker_threads';
import type { SimProcess } from '../../engine/process.ts';
import { dispatch } from '../dispatch/dispatch.ts';

/** What processes have set, for threads that they begin: nothing of it is left for the next execution. */
const data = new WeakMap<SimProcess, Map<unknown, unknown>>();

/**
 * Gives each simulated process a table of its own, over what is there from before: code that keeps a counter in it would find in one
 * execution what the one before had left.
 */
export function installEnvironmentData(): void {
  dispatch(workerThreads, 'setEnvironmentData', ({ process }, [key, value]) => {
    const known = data.get(process.threadOf ?? process) ?? new Map<unknown, unknown>();
    data.set(process.threadOf ?? process, known);
    if (value === undefined) known.delete(key);
    else known.set(key, value);
    return undefined;
  });
  dispatch(workerThreads, 'getEnvironmentData', ({ process }, [key], original) => {
    const known = data.get(process.threadOf ?? process);
    return known?.has(key) === true ? known.get(key) : original(key);
  });
}
