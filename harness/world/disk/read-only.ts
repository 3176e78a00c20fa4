import { fileError } from './error.ts';
import type { DiskPath } from './path.ts';
import type { Volume } from './volume.ts';

/** Calls that change what their path leads to. `open` says itself what it is for. */
const CHANGES = new Set(
  'chmod chown lchown fchmod fchown utime lutime futime mkdir rmdir rename link symlink unlink mkdtemp copyfile'.split(
    ' ',
  ),
);

/** Throws what the system has for changes of what is mounted: it can only be read. */
export function failIfMounted(volume: Volume, call: string, path: DiskPath, to: DiskPath | null): void {
  if (volume.mounts.length === 0 || !CHANGES.has(call)) return;
  // What is copied, or gets another name, may be mounted; a rename takes the first name away.
  const changed = call === 'copyfile' || call === 'link' ? [to] : [path, to];
  if (changed.some((each) => each !== null && isMounted(volume, each))) {
    throw fileError('EROFS', call, path.given, to?.given);
  }
}

export function isMounted({ mounts }: Volume, { absolute }: DiskPath): boolean {
  return mounts.some((mount) => absolute === mount || absolute.startsWith(`${mount}/`));
}
