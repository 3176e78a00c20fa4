import type { Actor } from '../../engine/operation.ts';
import type { DiskPath } from './path.ts';
import type { Volume } from './volume.ts';

/** Throws the error that a scenario has injected for this call. */
export function failIfInjected(
  volume: Volume,
  caller: Actor | null,
  call: string,
  path: DiskPath | null,
  to: DiskPath | null = null,
): void {
  volume.faults?.raise(caller, call, path, to, true);
}

/** The same for calls whose errors do not name the file. */
export function failUnnamed(volume: Volume, caller: Actor | null, call: string, path: DiskPath | null): void {
  volume.faults?.raise(caller, call, path, null, false);
}
