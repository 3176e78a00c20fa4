import type { BigIntStats, Stats } from 'node:fs';
import { dirname, parse, resolve, sep } from 'node:path';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import { copyError, fileError } from '../../world/disk/error.ts';
import { type Copying, type CopyMode, call, NOT_THERE, statOf, statsOfBoth } from './copy-requests.ts';
import type { Options } from './options.ts';
import { unsupported } from './unsupported.ts';

/** What `cp` looks at before it copies, and what it refuses. */

/** Whether only a link to a folder may not lead below itself. */
const LOOKS_AT_LINKS = NODE_MAJOR >= 24;

export function* checkedPair(
  from: string,
  to: string,
  mode: CopyMode,
): Copying<readonly [BigIntStats, BigIntStats | null]> {
  const [source, target] = yield* statsOfBoth(from, to, mode);
  if (target !== null) {
    if (isSame(source, target)) throw invalidPair('src and dest cannot be the same', to);
    if (source.isDirectory() && !target.isDirectory()) {
      const what = `cannot overwrite non-directory ${to} with directory ${from}`;
      throw copyError('EISDIR', what, 'ERR_FS_CP_DIR_TO_NON_DIR', to);
    }
    if (!source.isDirectory() && target.isDirectory()) {
      const what = `cannot overwrite directory ${to} with non-directory ${from}`;
      throw copyError('ENOTDIR', what, 'ERR_FS_CP_NON_DIR_TO_DIR', to);
    }
  }
  if (source.isDirectory() && isBelow(from, to)) throw intoItself(from, to);
  return [source, target];
}

/** None of the directories above `to` is the one that is copied, by whatever path. */
export function* checkParents(from: string, source: BigIntStats, to: string): Copying {
  const above = resolve(dirname(from));
  for (let at = resolve(dirname(to)); at !== above && at !== parse(at).root; at = resolve(dirname(at))) {
    const [found] = (yield { calls: [statOf(at)] }) as readonly [BigIntStats | null];
    if (found === null) return;
    if (isSame(source, found)) throw intoItself(from, to);
  }
}

/** The checks of the synchronous form from Node 22 on: in words of their own, and of what links lead to. */
export function* checkNatively(from: string, to: string, options: Options): Copying {
  const name = options.dereference === true ? 'lstat' : 'stat';
  const both = [from, to].map((path) => ({ name, args: [path, { bigint: true }], forgives: NOT_THERE }));
  const [source, target] = (yield { calls: both }) as readonly (BigIntStats | null)[];
  if (!source) throw fileError('ENOENT', 'lstat', from);
  if (target) {
    if (isSame(source, target)) throw plainError('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${to}`);
    if (source.isDirectory() && !target.isDirectory()) {
      throw plainError('ERR_FS_CP_DIR_TO_NON_DIR', `Cannot overwrite non-directory ${to} with directory ${from}`);
    }
    if (!source.isDirectory() && target.isDirectory()) {
      throw plainError('ERR_FS_CP_NON_DIR_TO_DIR', `Cannot overwrite directory ${to} with non-directory ${from}`);
    }
  }
  const [link] = (yield { calls: [{ name: 'lstat', args: [to], forgives: NOT_THERE }] }) as readonly [Stats | null];
  // For this Node itself ends the process.
  if (target === null && link !== null) throw unsupported('fs.cpSync onto a link that leads nowhere');
  const within = from.endsWith('/') ? from : `${from}/`;
  const self = `Cannot copy ${within} to a subdirectory of self ${to}`;
  if (to.startsWith(within)) throw plainError('ERR_FS_CP_EINVAL', self);
  for (let at = dirname(to); at !== dirname(from) && at !== dirname(at); at = dirname(at)) {
    const [above] = (yield { calls: [statOf(at)] }) as readonly [BigIntStats | null];
    if (above !== null && isSame(source, above)) throw plainError('ERR_FS_CP_EINVAL', self);
  }
  if (!source.isFile() && options.recursive !== true) {
    throw plainError('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${within}`);
  }
}

/** `to` is a link already, which leads to `before`. */
export function* checkLink(from: string, to: string, leads: string, before: string, isSync: boolean): Copying {
  const mayLeadBelow = LOOKS_AT_LINKS && !(yield* leadsToFolder(from));
  if (!mayLeadBelow && isBelow(leads, before)) {
    throw invalidPair(`cannot copy ${leads} to a subdirectory of self ${before}`, to);
  }
  const found = yield* call<Stats>('stat', isSync ? to : from);
  if (found.isDirectory() && isBelow(before, leads)) {
    throw copyError('EINVAL', `cannot overwrite ${before} with ${leads}`, 'ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', to);
  }
}

function* leadsToFolder(path: string): Copying<boolean> {
  const [found] = (yield { calls: [statOf(path)] }) as readonly [BigIntStats | null];
  return found?.isDirectory() === true;
}

function isSame(source: BigIntStats, target: BigIntStats): boolean {
  return source.ino === target.ino && source.dev === target.dev;
}

/** By the letter of the paths. */
function isBelow(from: string, to: string): boolean {
  const [above, below] = [partsOf(from), partsOf(to)];
  return above.every((part, at) => part === below[at]);
}

function partsOf(path: string): string[] {
  return resolve(path).split(sep).filter(Boolean);
}

function invalidPair(what: string, path: string): Error {
  return copyError('EINVAL', what, 'ERR_FS_CP_EINVAL', path);
}

function intoItself(from: string, to: string): Error {
  return invalidPair(`cannot copy ${from} to a subdirectory of self ${to}`, to);
}

export function alreadyExists(path: string): Error {
  return copyError('EEXIST', `${path} already exists`, 'ERR_FS_CP_EEXIST', path);
}

function plainError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
