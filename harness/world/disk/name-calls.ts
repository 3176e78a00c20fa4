import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { failIfInjected } from './file-calls.ts';
import { type DirectoryInode, type Inode, UMASK } from './inode.ts';
import { childOf, type DiskPath, diskPath } from './path.ts';
import { FOLLOW, NO_FOLLOW, type Place, type Volume } from './volume.ts';

/** The system calls that make, remove, move and list names. Each acts at once and throws what Node would report. */

export function mkdir(volume: Volume, caller: Actor | null, path: DiskPath, mode: number): void {
  failIfInjected(volume, caller, 'mkdir', path);
  const place = volume.find(withoutSlash(path), NO_FOLLOW);
  if (typeof place === 'string') throw fileError(place, 'mkdir', path.given);
  if (place.inode !== undefined) throw fileError('EEXIST', 'mkdir', path.given);
  volume.create(caller, place, { kind: 'directory', mode: mode & ~UMASK }, path.absolute);
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
      volume.create(caller, place, { kind: 'directory', mode: mode & ~UMASK }, at.absolute);
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

export function unlink(volume: Volume, caller: Actor | null, path: DiskPath): void {
  failIfInjected(volume, caller, 'unlink', path);
  const { inode, parent, name } = volume.place('unlink', withoutSlash(path), NO_FOLLOW);
  if (inode === undefined) throw fileError('ENOENT', 'unlink', path.given);
  if (inode.kind === 'directory') throw fileError('EISDIR', 'unlink', path.given);
  if (path.hasTrailingSlash) throw fileError('ENOTDIR', 'unlink', path.given);
  volume.remove(caller, parent, name, inode, path.absolute);
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

export function rename(volume: Volume, caller: Actor | null, from: DiskPath, to: DiskPath): void {
  failIfInjected(volume, caller, 'rename', from, to);
  const source = volume.place('rename', withoutSlash(from), NO_FOLLOW, to);
  const target = renameTarget(volume, from, to);
  const { inode } = source;
  const fail = (code: string): Error => fileError(code, 'rename', from.given, to.given);
  if (source.name === '' || target.name === '') throw fail('EBUSY');
  if (inode === undefined) throw fail('ENOENT');
  if (inode.kind !== 'directory' && (from.hasTrailingSlash || to.hasTrailingSlash)) throw fail('ENOTDIR');
  const replaced = target.inode;
  if (replaced === inode) return;
  if (inode.kind === 'directory') {
    if (isInside(target.parent, inode)) throw fail('EINVAL');
    if (replaced !== undefined && replaced.kind !== 'directory') throw fail('ENOTDIR');
    if (replaced?.kind === 'directory' && replaced.entries.size > 0) throw fail('ENOTEMPTY');
  } else if (replaced?.kind === 'directory') {
    throw fail(isInside(source.parent, replaced) ? 'ENOTEMPTY' : 'EISDIR');
  }
  volume.rename(caller, source, inode, target, from.absolute, to.absolute);
}

function renameTarget(volume: Volume, from: DiskPath, to: DiskPath): Place {
  const found = volume.find(withoutSlash(to), NO_FOLLOW);
  if (typeof found === 'string') throw fileError(found, 'rename', from.given, to.given);
  return found;
}

function isInside(directory: DirectoryInode, ancestor: Inode): boolean {
  for (let at = directory; ; at = at.parent) {
    if (at === ancestor) return true;
    if (at === at.parent) return false;
  }
}

export function link(volume: Volume, caller: Actor | null, from: DiskPath, to: DiskPath): void {
  failIfInjected(volume, caller, 'link', from, to);
  const { inode } = volume.place('link', from, NO_FOLLOW, to);
  const fail = (code: string): Error => fileError(code, 'link', from.given, to.given);
  if (inode === undefined) throw fail('ENOENT');
  const target = volume.find(withoutSlash(to), NO_FOLLOW);
  if (typeof target === 'string') throw fail(target);
  if (target.inode !== undefined) throw fail('EEXIST');
  if (to.hasTrailingSlash) throw fail('ENOENT');
  if (inode.kind === 'directory') throw fail('EPERM');
  volume.link(caller, target, inode, to.absolute);
}

export function symlink(volume: Volume, caller: Actor | null, target: string, path: DiskPath): void {
  failIfInjected(volume, caller, 'symlink', path);
  const fail = (code: string): Error => fileError(code, 'symlink', target, path.given);
  const place = volume.find(withoutSlash(path), NO_FOLLOW);
  if (typeof place === 'string') throw fail(place);
  if (place.inode !== undefined) throw fail('EEXIST');
  if (target === '' || path.hasTrailingSlash) throw fail('ENOENT');
  volume.create(caller, place, { kind: 'symlink', target }, path.absolute);
}

export function readlink(volume: Volume, caller: Actor | null, path: DiskPath): string {
  failIfInjected(volume, caller, 'readlink', path);
  const inode = volume.inode('readlink', path, NO_FOLLOW);
  if (inode.kind !== 'symlink') throw fileError('EINVAL', 'readlink', path.given);
  return inode.target;
}

/** The directory whose entries `readdir` lists. */
export function scandir(volume: Volume, caller: Actor | null, path: DiskPath): DirectoryInode {
  failIfInjected(volume, caller, 'scandir', path);
  const inode = volume.inode('scandir', path, FOLLOW);
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'scandir', path.given);
  return inode;
}

/** Sorted, since a real file system's order is its own business and code must not depend on it. */
export function sortedNames(directory: DirectoryInode): string[] {
  return [...directory.entries.keys()].sort();
}

/** `mkdir x/`, `rmdir x/` and `rename x/` mean the entry `x` itself. */
function withoutSlash(path: DiskPath): DiskPath {
  return path.hasTrailingSlash ? { ...path, hasTrailingSlash: false } : path;
}
