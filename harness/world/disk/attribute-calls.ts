import { constants } from 'node:fs';
import { posix } from 'node:path';
import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { failIfInjected, failUnnamed } from './injected.ts';
import type { Inode } from './inode.ts';
import { ANY_EXECUTE } from './modes.ts';
import { componentsOf, type DiskPath, diskPath } from './path.ts';
import { FOLLOW, NO_FOLLOW, type Place } from './place.ts';
import { isMounted } from './read-only.ts';
import type { Volume } from './volume.ts';

/** The system calls on what a path leads to: attributes and its real name. Each acts at once. */

/** The inode for `stat` and `lstat`. */
export function stat(volume: Volume, caller: Actor | null, path: DiskPath, call: 'stat' | 'lstat'): Inode {
  failIfInjected(volume, caller, call, path);
  return volume.inode(call, path, call === 'stat' ? FOLLOW : NO_FOLLOW);
}

/** Whoever calls may do everything; only a file that nobody may execute is refused, as it is for root. */
export function access(volume: Volume, caller: Actor | null, path: DiskPath, mode: number): void {
  failIfInjected(volume, caller, 'access', path);
  const inode = volume.inode('access', path, FOLLOW);
  const wantsExecute = (mode & constants.X_OK) !== 0;
  if (wantsExecute && inode.kind === 'file' && (inode.mode & ANY_EXECUTE) === 0) {
    throw fileError('EACCES', 'access', path.given);
  }
}

/** The inode whose attributes `call` changes. */
export function changed(volume: Volume, caller: Actor | null, path: DiskPath, call: string, follows: boolean): Inode {
  failIfInjected(volume, caller, call, path);
  return volume.inode(call, path, follows);
}

/** The native `realpath`, one system call. */
export function realpath(volume: Volume, caller: Actor | null, path: DiskPath): string {
  failIfInjected(volume, caller, 'realpath', path);
  const place = volume.place('realpath', path, FOLLOW);
  if (place.inode === undefined) throw fileError('ENOENT', 'realpath', path.given);
  return pathTo(place, place.inode);
}

/** The directory that a process makes its working directory: its path without symbolic links. `from`: where it is now. */
export function changeDirectory(volume: Volume, from: string, path: DiskPath): string {
  const place = volume.find(path, FOLLOW);
  const { inode } = typeof place === 'string' ? { inode: undefined } : place;
  if (typeof place === 'string' || inode === undefined) {
    throw fileError(typeof place === 'string' ? place : 'ENOENT', 'chdir', from, path.given);
  }
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'chdir', from, path.given);
  return pathTo(place, inode);
}

function pathTo({ parent, name }: Place, inode: Inode): string {
  const names = name === '' ? [] : [name];
  let directory = name === '' ? inode : parent;
  while (directory.kind === 'directory' && directory !== directory.parent) {
    names.unshift(nameIn(directory.parent, directory));
    directory = directory.parent;
  }
  return `/${names.join('/')}`;
}

/** `fs.realpath`, which Node writes in JavaScript: its errors name the part of the path at which it stopped. */
export function realpathByParts(volume: Volume, caller: Actor | null, path: DiskPath): string {
  failIfInjected(volume, caller, 'realpath', path);
  let rest = componentsOf(path.absolute);
  let at = '';
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const base = diskPath(`${at}/${next}`);
    const inode = volume.inode('lstat', base, NO_FOLLOW);
    if (inode.kind !== 'symlink') {
      at = base.absolute;
      continue;
    }
    // Also finds loops.
    volume.inode('stat', base, FOLLOW);
    rest = [...componentsOf(posix.resolve(`${at}/`, inode.target)), ...rest];
    at = '';
  }
  return at === '' ? '/' : at;
}

function nameIn(directory: { entries: ReadonlyMap<string, Inode> }, inode: Inode): string {
  for (const [name, entry] of directory.entries) if (entry === inode) return name;
  return '';
}

/** `truncate` opens the file for writing, and says so in its errors. */
export function truncate(volume: Volume, caller: Actor, path: DiskPath, size: number): void {
  failIfInjected(volume, caller, 'open', path);
  const inode = volume.inode('open', path, FOLLOW);
  if (inode.kind !== 'file') throw fileError(inode.kind === 'socket' ? 'ENXIO' : 'EISDIR', 'open', path.given);
  if (isMounted(volume, path)) throw fileError('EROFS', 'open', path.given);
  failUnnamed(volume, caller, 'ftruncate', path);
  volume.truncate(caller, inode, size, path.absolute);
}
