import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { failIfInjected } from './injected.ts';
import type { DirectoryInode, Inode } from './inode.ts';
import { type DiskPath, withoutSlash } from './path.ts';
import { NO_FOLLOW, type Place } from './place.ts';
import type { Volume } from './volume.ts';

/** The system calls that make, remove and move names. Each acts at once and throws what Node would report. */

export function unlink(volume: Volume, caller: Actor | null, path: DiskPath): void {
  failIfInjected(volume, caller, 'unlink', path);
  const { inode, parent, name } = volume.place('unlink', withoutSlash(path), NO_FOLLOW);
  if (inode === undefined) throw fileError('ENOENT', 'unlink', path.given);
  if (inode.kind === 'directory') throw fileError('EISDIR', 'unlink', path.given);
  if (path.hasTrailingSlash) throw fileError('ENOTDIR', 'unlink', path.given);
  volume.remove(caller, parent, name, inode, path.absolute);
}

/** What libuv does behind a call that is about something else: a file goes that the path leads to by then, and if none does, that is no error. */
export function removeByName(volume: Volume, caller: Actor | null, path: DiskPath): void {
  const place = volume.find(withoutSlash(path), NO_FOLLOW);
  if (typeof place === 'string' || place.inode === undefined || place.inode.kind === 'directory') return;
  volume.remove(caller, place.parent, place.name, place.inode, path.absolute);
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
