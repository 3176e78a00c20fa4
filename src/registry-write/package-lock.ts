import * as properLockfile from 'proper-lockfile';
import { readModifyWrite } from './read-modify-write.ts';
import type { OpenRegistry } from './registry-file.ts';
import { timed } from './timed-lock.ts';
import { writeInPlace } from './write-text.ts';

/** The part of proper-lockfile that is used. */
export type LockFile = (path: string) => Promise<() => Promise<void>>;

/** The npm package proper-lockfile around each update, with its default settings: whoever finds the lock taken is refused. */
export function packageLock(lockFile: LockFile = properLockfile.lock): OpenRegistry {
  const open = readModifyWrite(writeInPlace);
  return (options) => {
    const file = open(options);
    return {
      read: () => file.read(),
      update: (mutate) =>
        timed(options.onEvent, async (locked) => {
          const release = await lockFile(options.path);
          try {
            await locked(() => file.update(mutate));
          } finally {
            await release();
          }
        }),
    };
  };
}
