import { currentActor } from '../../engine/current-actor.ts';
import { patch, patchGetter } from '../../engine/patch.ts';
import { WORKING_DIRECTORY } from '../../world/disk/path.ts';
import { unsupported } from './arguments.ts';

/**
 * Relative paths of an actor begin at the root of the simulated disk: the real working directory would make names of
 * files, and with them every label, differ between machines. `path.resolve` asks `process.cwd`, so that must say the same.
 */
export function installWorkingDirectory(): void {
  // A getter, because graceful-fs replaces the function by one that remembers the first answer for ever.
  patchGetter<() => string>(process, 'cwd', (original) => {
    const real = original();
    const cwd = (): string => (currentActor() === undefined ? real.call(process) : WORKING_DIRECTORY);
    return () => cwd;
  });
  patch<(directory: string) => void>(process, 'chdir', (original) => (directory) => {
    if (currentActor() !== undefined) throw unsupported('process.chdir');
    original.call(process, directory);
  });
}
