import { installFileCallbacks } from './files-callback.ts';
import { installLoaderSeam } from './files-loader.ts';
import { installFilePromises } from './files-promises.ts';
import { installFileSync } from './files-sync.ts';
import { installWorkingDirectory } from './files-working-directory.ts';

/**
 * Routes every file call of an actor to the simulated disk. The way of a call: files-promises, files-callback or
 * files-sync take it, files-calls-by-path or -by-fd make a FileWork of its arguments, FileOperation lets the work act on
 * the disk in steps of the scheduler.
 */
export function installFileSeam(): void {
  installLoaderSeam();
  installWorkingDirectory();
  installFilePromises();
  installFileCallbacks();
  installFileSync();
}
