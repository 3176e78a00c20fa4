import type { RacelineError } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';
import type { Volume } from '../disk/volume.ts';

/** Part of what a call does to the disk, as one step makes it. */
interface Effect {
  effect(volume: Volume, actor: Actor): 'again' | 'deliver';
}

/** Makes effects on the simulated disk and, by real system calls, in a folder that stands for it. */
export interface RealDisk {
  effect(work: Effect, actor: Actor): 'again' | 'deliver';
  /** After the last step. Returns in what the two differ at last, or null. */
  end(): RacelineError | null;
}
