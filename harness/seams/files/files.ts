import { installFileCallbacks } from './callback-calls.ts';
import { installLoaderSeam } from './loader.ts';
import { installFilePromises } from './promise-calls.ts';
import { installFileSync } from './sync-calls.ts';
import { installWorkingDirectory } from './working-directory.ts';

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
