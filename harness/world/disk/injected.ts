import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import type { DiskPath } from './path.ts';
import { failIfMounted } from './read-only.ts';
import type { Volume } from './volume.ts';

/** Throws the error that a scenario has injected for this call, which names its paths. */
export function failIfInjected(
  volume: Volume,
  caller: Actor | null,
  call: string,
  path: DiskPath,
  to: DiskPath | null = null,
): void {
  const code = volume.faults?.take(caller, call, path, to);
  if (code !== undefined) throw fileError(code, call, path.given, to?.given);
  if (caller !== null) failIfMounted(volume, call, path, to);
}

/** The same for calls whose errors do not: those on open files. */
export function failUnnamed(volume: Volume, caller: Actor | null, call: string, path: DiskPath | null): void {
  const code = volume.faults?.take(caller, call, path, null);
  if (code !== undefined) throw fileError(code, call);
}
