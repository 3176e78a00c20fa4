import { patchGetter } from '../../engine/patch.ts';
import { WORKING_DIRECTORY } from '../../world/disk/path.ts';
import { dispatch, dispatcher } from '../dispatch/dispatch.ts';
import { unsupported } from './unsupported.ts';

/**
 * Relative paths of an actor begin at the root of the simulated disk: the real working directory would make names of
 * files, and with them every label, differ between machines. `path.resolve` asks `process.cwd`, so that must say the same.
 */
export function installWorkingDirectory(): void {
  // A getter, because graceful-fs replaces the function by one that remembers the first answer for ever.
  patchGetter<() => string>(process, 'cwd', (original) => {
    const cwd = dispatcher(original(), () => WORKING_DIRECTORY);
    return () => cwd;
  });
  dispatch(process, 'chdir', () => {
    throw unsupported('process.chdir');
  });
}
