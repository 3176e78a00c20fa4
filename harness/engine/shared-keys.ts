import type { SimProcess } from './process.ts';
import { hashString } from './trace-hash.ts';

// Keys of an access log that stand for no resource of the code under test.

/** The virtual clock: read by whoever looks at it or sets a window by it, written by what may move it. */
export const CLOCK_KEY: number = hashString('clock');
/** Everything that code of the scenario may share. */
export const SCENARIO_KEY: number = hashString('scenario');
/** Whether some process is still alive: read by all steps, written by what does not keep one alive. */
export const EXIT_KEY: number = hashString('exit');
/** Whether anything at all is left to run: read by all steps, written by what comes only when nothing is. */
export const REST_KEY: number = hashString('rest');
/** Whatever the scenario does to the disk itself; read by every file operation. */
export const DISK_KEY: number = hashString('disk');
/** Draws of the execution's randomness come from one stream. */
export const RANDOM_KEY: number = hashString('random');
/** Numbers of processes that are begun while an execution runs. */
export const PIDS_KEY: number = hashString('pids');

const ALIVE_SALT = hashString('alive');

/** Whether the process is alive: written by what kills it, read by each of its steps, and by whoever asks. */
export function aliveKey(process: SimProcess): number {
  return process.memoryKey ^ ALIVE_SALT;
}

const REST_SALT = hashString('rest of');

/** Whether anything of the process is left to run: written by each of its steps, and by whoever gives it something to do. */
export function restKey(process: SimProcess): number {
  return process.memoryKey ^ REST_SALT;
}

const LISTENERS_SALT = hashString('listeners of');

/** Which signals the process listens for: read by whoever sends it one. */
export function listenersKey(process: SimProcess): number {
  return process.memoryKey ^ LISTENERS_SALT;
}
