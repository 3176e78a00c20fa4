import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { failIfInjected } from './injected.ts';
import type { DirectoryInode } from './inode.ts';
import { type DiskPath, diskPath, withoutSlash } from './path.ts';
import { FOLLOW, NO_FOLLOW } from './place.ts';
import type { Volume } from './volume.ts';

/** The system calls that make, remove and list directories. Each acts at once and throws what Node would report. */

export function mkdir(volume: Volume, caller: Actor | null, path: DiskPath, mode: number): void {
  failIfInjected(volume, caller, 'mkdir', path);
  const place = volume.find(withoutSlash(path), NO_FOLLOW);
  if (typeof place === 'string') throw fileError(place, 'mkdir', path.given);
  if (place.inode !== undefined) throw fileError('EEXIST', 'mkdir', path.given);
  volume.createDirectory(caller, place, mode, path);
}

/**
 * `mkdir -p`. Returns the first directory that it made, undefined if all were there. As Node does it: by the letter of
 * the path, so that `new/../x` makes `new` as well.
 */
export function makeDirectories(
  volume: Volume,
  caller: Actor | null,
  path: DiskPath,
  mode: number,
): string | undefined {
  failIfInjected(volume, caller, 'mkdir', path);
  let first: string | undefined;
  const todo = [path.given.startsWith('/') ? path.given : path.absolute];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const at = diskPath(next);
    const place = path.given === '' ? 'ENOENT' : volume.find(withoutSlash(at), NO_FOLLOW);
    if (place === 'ENOENT') {
      const parent = next.slice(0, next.lastIndexOf('/'));
      if (parent === '' || path.given === '') throw fileError('ENOENT', 'mkdir', path.given);
      todo.push(next, parent);
    } else if (typeof place === 'string') {
      throw fileError(place, 'mkdir', path.given);
    } else if (place.inode !== undefined) {
      checkDirectory(volume, at, path, todo.length > 0);
    } else {
      volume.createDirectory(caller, place, mode, at);
      first ??= next;
    }
  }
  return first;
}

/** What is in the way of `mkdir -p` must be a directory, or a link to one. */
function checkDirectory(volume: Volume, at: DiskPath, path: DiskPath, isAbove: boolean): void {
  const found = volume.find(at, FOLLOW);
  if (typeof found === 'string') throw fileError(found, 'mkdir', path.given);
  if (found.inode === undefined) throw fileError('ENOENT', 'mkdir', path.given);
  if (found.inode.kind !== 'directory') throw fileError(isAbove ? 'ENOTDIR' : 'EEXIST', 'mkdir', path.given);
}

export function rmdir(volume: Volume, caller: Actor | null, path: DiskPath): void {
  failIfInjected(volume, caller, 'rmdir', path);
  const place = volume.place('rmdir', withoutSlash(path), NO_FOLLOW);
  const { inode, parent, name } = place;
  if (inode === undefined) throw fileError('ENOENT', 'rmdir', path.given);
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'rmdir', path.given);
  if (path.parts.at(-1) === '.') throw fileError('EINVAL', 'rmdir', path.given);
  if (name === '') throw fileError(inode === volume.root ? 'EBUSY' : 'ENOTEMPTY', 'rmdir', path.given);
  if (inode.entries.size > 0) throw fileError('ENOTEMPTY', 'rmdir', path.given);
  volume.remove(caller, parent, name, inode, path.absolute);
}

/** The directory whose entries `readdir` lists. */
export function scandir(volume: Volume, caller: Actor | null, path: DiskPath): DirectoryInode {
  failIfInjected(volume, caller, 'scandir', path);
  const inode = volume.inode('scandir', path, FOLLOW);
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'scandir', path.given);
  return inode;
}
