import { currentAccessLog } from '../../engine/access-log.ts';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patchGetter } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { changeDirectory } from '../../world/disk/attribute-calls.ts';
import { pathFrom } from '../../world/disk/path.ts';
import { worldOf } from '../../world/world.ts';
import { dispatch, dispatcher, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { argumentError, received } from './argument-errors.ts';

/**
 * Relative paths of an actor begin at the working directory of its simulated process: the real one would make names of files, and
 * with them every label, differ between machines. `path.resolve` asks `process.cwd`, so that must say the same.
 */
export function installWorkingDirectory(): void {
  /** What code of a process has put in the place of `process.cwd`. */
  const replaced = new WeakMap<SimProcess, () => string>();
  patchGetter<() => string>(
    process,
    'cwd',
    (original) => {
      const cwd = dispatcher(original(), ({ process: { account } }) => account.cwd);
      return () => {
        const owner = currentActor()?.process;
        return (owner && replaced.get(owner)) ?? cwd;
      };
    },
    // An actor's own. graceful-fs replaces it as it loads, by one that remembers the first answer for ever, whoever asks.
    (value) => {
      const owner = currentActor()?.process;
      if (owner !== undefined) replaced.set(owner, value);
    },
  );
  dispatch(process, 'chdir', chdir);
}

function chdir(actor: Actor, [directory]: readonly unknown[]): unknown {
  if (typeof directory !== 'string') {
    const what = 'The "directory" argument must be of type string.';
    throw argumentError('ERR_INVALID_ARG_TYPE', `${what} ${received(directory)}`);
  }
  const world = worldOf(actor.execution);
  if (world === null) return PASS_THROUGH;
  const { account } = actor.process;
  // What any other step does to the directories on the way, or to a path of this process, comes before or after.
  currentAccessLog()?.touchesEverything();
  account.cwd = changeDirectory(world.disk.volume, account.cwd, pathFrom(account.cwd, directory));
  return undefined;
}
