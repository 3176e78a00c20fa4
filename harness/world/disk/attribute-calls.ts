import { constants } from 'node:fs';
import { posix } from 'node:path';
import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { createFile, failIfInjected } from './file-calls.ts';
import type { FileInode, Inode } from './inode.ts';
import { childOf, type DiskPath, diskPath } from './path.ts';
import { FOLLOW, NO_FOLLOW, type Volume } from './volume.ts';

/** The system calls on what a path leads to: attributes, its real name, whole copies. Each acts at once. */

/** The inode for `stat` and `lstat`. */
export function stat(volume: Volume, caller: Actor | null, path: DiskPath, call: 'stat' | 'lstat'): Inode {
  failIfInjected(volume, caller, call, path);
  return volume.inode(call, path, call === 'stat' ? FOLLOW : NO_FOLLOW);
}

const ANY_EXECUTE = 0o111;

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
  const { inode, parent, name } = volume.place('realpath', path, FOLLOW);
  if (inode === undefined) throw fileError('ENOENT', 'realpath', path.given);
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
  let rest = path.absolute.split('/').filter((part) => part !== '');
  let at = '';
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const base = diskPath(`${at}/${next}`);
    const inode = volume.inode('lstat', base, NO_FOLLOW);
    if (inode.kind === 'symlink') {
      // Also finds loops.
      volume.inode('stat', base, FOLLOW);
      rest = [
        ...posix
          .resolve(`${at}/`, inode.target)
          .split('/')
          .filter((part) => part !== ''),
        ...rest,
      ];
      at = '';
    } else {
      at = base.absolute;
    }
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
  if (inode.kind !== 'file') throw fileError('EISDIR', 'open', path.given);
  volume.faults?.raise(caller, 'ftruncate', path, null, false);
  volume.truncate(caller, inode, size, path.absolute);
}

/** A copy in progress: the target is there and empty, its bytes follow. */
export interface Copy {
  readonly source: FileInode;
  readonly target: FileInode;
}

/** First half of `copyFile`. Null when both paths are one file, which is no error and copies nothing. */
export function beginCopy(volume: Volume, caller: Actor, from: DiskPath, to: DiskPath, mode: number): Copy | null {
  failIfInjected(volume, caller, 'copyfile', from, to);
  const fail = (code: string): Error => fileError(code, 'copyfile', from.given, to.given);
  const { inode: source } = volume.place('copyfile', from, FOLLOW, to);
  if (source === undefined) throw fail('ENOENT');
  if (to.hasTrailingSlash) throw fail('EISDIR');
  const isExclusive = (mode & constants.COPYFILE_EXCL) !== 0;
  const place = volume.find(to, isExclusive ? NO_FOLLOW : FOLLOW);
  if (typeof place === 'string') throw fail(place);
  const target = place.inode;
  if (target !== undefined && isExclusive) throw fail('EEXIST');
  if (target?.kind === 'directory' || source.kind !== 'file') throw fail('EISDIR');
  if (target === undefined) {
    return { source, target: createFile(volume, caller, place, source.mode, to) };
  }
  if (target.kind !== 'file') throw fail('ELOOP');
  if (target === source) return null;
  volume.truncate(caller, target, 0, to.absolute);
  return { source, target };
}

/** Second half of `copyFile`. */
export function finishCopy(volume: Volume, caller: Actor, { source, target }: Copy, to: DiskPath): void {
  volume.write(caller, target, 0, source.content(), to.absolute);
  volume.setMode(caller, target, source.mode, to.absolute);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SUFFIX_LETTERS = 6;
/** Names tried before giving up: a full directory of 62^6 names will not be met. */
const TRIES_MAX = 100;

/** `mkdtemp`: draws names until one is free. */
export function makeTemporaryDirectory(
  volume: Volume,
  caller: Actor,
  prefix: DiskPath,
  below: (bound: number) => number,
): string {
  const template = `${prefix.given}XXXXXX`;
  failIfInjected(volume, caller, 'mkdtemp', prefix);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    let suffix = '';
    for (let i = 0; i < SUFFIX_LETTERS; i++) suffix += LETTERS[below(LETTERS.length)];
    const made = makePrivate(volume, caller, prefix, suffix, template);
    if (made) return prefix.given + suffix;
  }
  throw fileError('EEXIST', 'mkdtemp', template);
}

function makePrivate(volume: Volume, caller: Actor, prefix: DiskPath, suffix: string, template: string): boolean {
  const parts = prefix.hasTrailingSlash ? [...prefix.parts, suffix] : [...prefix.parts];
  if (!prefix.hasTrailingSlash) parts.push(`${parts.pop() ?? ''}${suffix}`);
  const absolute = prefix.hasTrailingSlash ? childOf(prefix.absolute, suffix) : prefix.absolute + suffix;
  const place = volume.find({ ...prefix, parts, hasTrailingSlash: false }, NO_FOLLOW);
  if (typeof place === 'string') throw fileError(place, 'mkdtemp', template);
  if (place.inode !== undefined) return false;
  volume.create(caller, place, { kind: 'directory', mode: 0o700 }, absolute);
  return true;
}
