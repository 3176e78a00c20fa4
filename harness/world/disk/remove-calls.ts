import type { Actor } from '../../engine/operation.ts';
import { stat } from './attribute-calls.ts';
import { rmdir } from './directory-calls.ts';
import { fileError, isDirectoryError } from './error.ts';
import { failIfInjected } from './injected.ts';
import { type DirectoryInode, sortedNames } from './inode.ts';
import { unlink } from './name-calls.ts';
import { childOf, type DiskPath, withoutSlash } from './path.ts';
import { NO_FOLLOW } from './place.ts';
import type { Volume } from './volume.ts';

export interface RemoveOptions {
  /** What is not there is no error. */
  readonly force: boolean;
  readonly recursive: boolean;
}

/** `rm`, in one effect even when it is recursive: Node's own takes many system calls, in an order that it does not promise. */
export function remove(volume: Volume, caller: Actor, path: DiskPath, options: RemoveOptions): void {
  const place = volume.find(path, NO_FOLLOW);
  const isMissing = typeof place === 'string' ? place === 'ENOENT' : place.inode === undefined;
  if (isMissing && options.force) return;
  const inode = stat(volume, caller, path, 'lstat');
  if (inode.kind !== 'directory') {
    unlink(volume, caller, path);
    return;
  }
  if (!options.recursive) throw isDirectoryError(path.given);
  removeTree(volume, caller, path);
}

/** `rmdir` with the deprecated `recursive`. */
export function removeDirectory(volume: Volume, caller: Actor, path: DiskPath): void {
  const inode = stat(volume, caller, path, 'lstat');
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'rmdir', path.given);
  removeTree(volume, caller, path);
}

/** Everything below and at `path`. */
export function removeTree(volume: Volume, caller: Actor | null, path: DiskPath): void {
  const { inode } = volume.place('rm', withoutSlash(path), NO_FOLLOW);
  if (inode?.kind !== 'directory') {
    unlink(volume, caller, path);
    return;
  }
  failIfInjected(volume, caller, 'unlink', path);
  if (path.parts.at(-1) === '.') throw fileError('EINVAL', 'rmdir', path.given);
  removeEntries(volume, caller, inode, path.absolute);
  rmdir(volume, caller, path);
}

function removeEntries(volume: Volume, caller: Actor | null, directory: DirectoryInode, path: string): void {
  for (const name of sortedNames(directory)) {
    const inode = directory.entries.get(name);
    if (inode === undefined) continue;
    const below = childOf(path, name);
    if (inode.kind === 'directory') removeEntries(volume, caller, inode, below);
    volume.remove(caller, directory, name, inode, below);
  }
}
