import { RacelineError } from '../../../engine/errors.ts';
import type { Actor } from '../../../engine/operation.ts';
import type { Volume } from '../../../world/disk/volume.ts';
import type { RealDisk } from '../../../world/real-disk/real-disk.ts';
import { RealFolder } from '../../../world/real-disk/real-folder.ts';
import { tally } from '../../../world/real-disk/tally.ts';
import { codeOf, isFailureOfCall } from '../failure.ts';
import type { FileWork, Outcome } from '../work.ts';
import { realCall } from './calls.ts';
import { differenceOf, handedOut } from './facts.ts';

/**
 * Makes each effect on the simulated disk, and by real system calls in a folder that stands for it. The code under test gets what the
 * real one gave. The first difference is named, no verdict rests on the execution, and the rest is the simulated disk's alone.
 *
 * Both, and not the real one in place of the simulated: labels, footprints and enabled sets are read off the simulated disk, so the
 * schedule cannot depend on which disk it is; and a difference is found at the effect that shows it, with both answers, where two
 * separate runs would only end in two hashes. A work makes its own real counterpart (`onReal`), from the arguments as they were
 * given: what was made of these here is put to the test as well.
 */
export class BothDisks implements RealDisk {
  private readonly volume: Volume;
  private readonly folder: RealFolder;
  private differs = false;

  constructor(volume: Volume) {
    this.volume = volume;
    this.folder = new RealFolder(volume);
  }

  effect(work: FileWork, actor: Actor): 'again' | 'deliver' {
    const { volume, folder } = this;
    if (this.differs) return work.effect(volume, actor);
    folder.catchUp();
    const failedBefore = volume.faults?.taken ?? 0;
    const simulated = outcomeOf(() => work.effect(volume, actor));
    const hasFailed = (volume.faults?.taken ?? 0) > failedBefore;
    const why = hasFailed ? 'injected faults' : whyAlone(work, simulated);
    if (why === null) this.effectOnReal(work, actor, simulated);
    else {
      tally.alone.set(why, (tally.alone.get(why) ?? 0) + 1);
      if (work.alone === null) folder.fallBehind();
    }
    if (!('error' in simulated)) return simulated.value;
    folder.closeStale();
    throw simulated.error;
  }

  end(): RacelineError | null {
    const difference = this.folder.end(!this.differs);
    return difference === null ? null : realDiskDiffers('after the last step', difference);
  }

  private effectOnReal(work: FileWork, actor: Actor, simulated: Outcome): void {
    const { folder } = this;
    const side = { folder, actor, simulated };
    const call: Parameters<FileWork['onReal']>[0]['call'] = (single) => realCall(side, single);
    const real = outcomeOf(() => folder.call(() => work.onReal({ ...side, call })));
    const expected: Outcome = 'error' in simulated ? simulated : { value: work.value };
    const { name } = work.kind;
    const difference = differenceOf({ folder, name, paths: work.paths }, expected, real);
    tally.effects++;
    // Files that a process with a umask of its own makes.
    if (folder.umask !== actor.process.account.umask) folder.fallBehind();
    if (difference === null) {
      if (!('error' in real)) work.value = handedOut(work.value, real.value);
      return;
    }
    this.differs = true;
    tally.differences++;
    const paths = work.paths.map(({ absolute }) => absolute).join(' ');
    actor.execution.refuse(realDiskDiffers(`${name} ${paths}`, difference));
  }
}

function outcomeOf<Value>(call: () => Value): { readonly value: Value } | { readonly error: Error } {
  try {
    return { value: call() };
  } catch (error) {
    if (!isFailureOfCall(error)) throw error;
    return { error };
  }
}

/** The error that a directory which is in use gives: the root, which the folder is not. */
const OF_ROOT = 'EBUSY';
/** What is mounted can only be read; the folder has a copy of it. */
const OF_MOUNTS = 'EROFS';

/** Why an effect has no real counterpart; null: it has one. */
function whyAlone({ alone, paths }: FileWork, simulated: Outcome): string | null {
  if (alone !== null) return alone;
  if (paths.some(({ isInProc }) => isInProc)) return '/proc';
  if (paths.some(({ given }) => !RealFolder.stays(given))) return 'paths that climb far';
  if (!('error' in simulated)) return null;
  const code = codeOf(simulated.error);
  if (code === OF_ROOT) return 'changes of the root';
  if (code === OF_MOUNTS) return 'changes of mounts';
  return 'errno' in simulated.error ? null : 'calls that were aborted';
}

function realDiskDiffers(what: string, difference: string): RacelineError {
  return new RacelineError('ERR_REAL_DISK_DIFFERS', {
    what: `in a real folder, ${what}`,
    why: difference,
    next: 'No verdict rests on this execution. If it is none of the cases in which the two cannot be alike, please report it with the file system.',
  });
}
