import { installFileCallbacks } from './callback-calls.ts';
import { installCopying } from './cp.ts';
import { SimulatedFileHandle } from './handle.ts';
import { installHandleStreams } from './handle-streams.ts';
import { installLoaderSeam } from './loader.ts';
import { installFilePromises } from './promise-calls.ts';
import { installFileSync } from './sync-calls.ts';
import { installWatching } from './watch.ts';
import { installFilePolling } from './watch-file.ts';
import { installWorkingDirectory } from './working-directory.ts';

/**
 * Routes every file call of an actor to the simulated disk. The way of a call: promise-calls.ts, callback-calls.ts
 * or sync-calls.ts take it, calls-by-path.ts or calls-by-fd.ts make a FileWork of its arguments, FileOperation lets the
 * work act on the disk in steps of the scheduler; a synchronous call makes all its effects at once.
 */
export function installFileSeam(): void {
  installLoaderSeam();
  installWorkingDirectory();
  installFilePromises((fd) => new SimulatedFileHandle(fd));
  installFileCallbacks();
  installFileSync();
  installCopying();
  installHandleStreams();
  installWatching();
  installFilePolling();
}
