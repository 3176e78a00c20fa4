import AsyncLock from 'async-lock';
import type { OpenRegistry } from './registry-file.ts';
import { timed } from './timed-lock.ts';

/** The fix of cause 1 as printed: an AsyncLock around each update. It is one of this process and of nobody else. */
export function inProcessLock(open: OpenRegistry): OpenRegistry {
  return (options) => {
    const file = open(options);
    const lock = new AsyncLock();
    return {
      read: () => file.read(),
      update: (mutate) =>
        timed(options.onEvent, (locked) => lock.acquire('write', () => locked(() => file.update(mutate)))),
    };
  };
}
