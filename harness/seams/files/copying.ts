import type { BigIntStats, Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import { copyError } from '../../world/disk/error.ts';
import { alreadyExists, checkedPair, checkLink, checkNatively, checkParents } from './copy-checks.ts';
import { type Copying, type CopyMode, call, passes, statOf, statsOfBoth } from './copy-requests.ts';
import { codeOf } from './failure.ts';
import { unsupported } from './unsupported.ts';

/** Whether `errorOnExist` is about folders too. */
const MINDS_FOLDERS = NODE_MAJOR >= 24;
/** Where it does not return at once. */
const MINDS_FOLDERS_LATER = NODE_MAJOR >= 22;
/** Whether folders keep their times. */
const KEEPS_FOLDER_TIMES = NODE_MAJOR >= 24;
/** Whether the synchronous form copies folders natively, in ways of its own. */
const COPIES_NATIVELY = NODE_MAJOR >= 22;
/** Whether that way dereferences and keeps times below the folder that it was given. */
const IS_NATIVE_WHOLE = NODE_MAJOR >= 26;
/** Whether that way keeps the modes of folders. */
const KEEPS_FOLDER_MODES = NODE_MAJOR >= 24;
const OWNER_WRITES = 0o200;

/** All of it. */
export function* copying(from: string, to: string, mode: CopyMode): Copying {
  if (!(yield* passes(from, to, mode))) return;
  const isNative = mode.isSync && COPIES_NATIVELY;
  if (isNative) yield* checkNatively(from, to, mode.options);
  const [source, target] = isNative ? yield* statsOfBoth(from, to, mode) : yield* checkedPair(from, to, mode);
  if (!isNative) yield* checkParents(from, source, to);
  const parent = dirname(to);
  const [above] = (yield { calls: [statOf(parent)] }) as readonly [BigIntStats | null];
  if (above === null) yield* call('mkdir', parent, { recursive: true });
  yield* copyEntry(from, to, target, mode);
}

function* copyEntry(from: string, to: string, target: BigIntStats | null, mode: CopyMode): Copying {
  const { options } = mode;
  const source = yield* call<Stats>(options.dereference === true ? 'stat' : 'lstat', from);
  if (source.isDirectory()) {
    if (options.recursive !== true) {
      throw copyError('EISDIR', `${from} is a directory (not copied)`, 'ERR_FS_EISDIR', from);
    }
    yield* copyDirectory(from, to, source, target, mode);
  } else if (source.isSocket()) {
    throw unsupported(`fs.${mode.isSync ? 'cpSync' : 'cp'} of a socket`);
  } else if (source.isSymbolicLink()) {
    yield* copyLink(from, to, target, mode);
  } else {
    yield* copyFile(from, to, source, target, mode);
  }
}

function* copyFile(from: string, to: string, source: Stats, target: BigIntStats | null, mode: CopyMode): Copying {
  const { force, errorOnExist, preserveTimestamps, mode: how } = mode.options;
  if (target !== null) {
    if (force === false) {
      if (errorOnExist === true) throw alreadyExists(to);
      return;
    }
    if (!mode.isNative) yield* call('unlink', to);
  }
  yield* call('copyFile', from, to, mode.isNative ? 0 : how);
  if (preserveTimestamps === true) {
    if ((source.mode & OWNER_WRITES) === 0) yield* call('chmod', to, source.mode | OWNER_WRITES);
    yield* copyTimes(from, to);
  }
  yield* call('chmod', to, source.mode);
}

function* copyTimes(from: string, to: string): Copying {
  const { atime, mtime } = yield* call<Stats>('stat', from);
  yield* call('utimes', to, atime, mtime);
}

function* copyDirectory(from: string, to: string, source: Stats, target: BigIntStats | null, mode: CopyMode): Copying {
  const { options, isSync } = mode;
  const isNative = isSync && COPIES_NATIVELY && options.filter === undefined;
  if (target === null) yield* call('mkdir', to);
  else if (options.errorOnExist === true && options.force === false) {
    if (MINDS_FOLDERS || (MINDS_FOLDERS_LATER && !isSync)) throw alreadyExists(to);
  }
  const isWhole = !isNative || IS_NATIVE_WHOLE;
  const below = isNative
    ? { ...mode, isNative, options: isWhole ? options : { ...options, dereference: false } }
    : mode;
  yield* copyEntries(from, to, below);
  if (options.preserveTimestamps === true && KEEPS_FOLDER_TIMES && isWhole) yield* copyTimes(from, to);
  if (target === null && (!isNative || KEEPS_FOLDER_MODES)) yield* call('chmod', to, source.mode);
}

function* copyEntries(from: string, to: string, mode: CopyMode): Copying {
  const directory = yield* call('opendir', from);
  try {
    for (;;) {
      const entry = (yield { next: directory }) as { readonly name: string } | null;
      if (entry === null) break;
      yield* copyInto(join(from, entry.name), join(to, entry.name), mode);
    }
  } finally {
    yield { close: directory };
  }
}

function* copyInto(from: string, to: string, mode: CopyMode): Copying {
  if (!(yield* passes(from, to, mode))) return;
  const isLoose = mode.isSync && COPIES_NATIVELY;
  const [source, target] = isLoose ? yield* statsOfBoth(from, to, mode) : yield* checkedPair(from, to, mode);
  if (isLoose && target !== null && kindOf(source) !== kindOf(target)) {
    throw unsupported(`fs.cpSync of a ${kindOf(source)} onto a ${kindOf(target)} below a folder`);
  }
  if (mode.isNative && target?.isSymbolicLink() === true)
    throw unsupported('fs.cpSync of a link onto a link below a folder');
  yield* copyEntry(from, to, target, mode);
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'file';
}

function* copyLink(from: string, to: string, target: BigIntStats | null, { options, isSync }: CopyMode): Copying {
  let leads = yield* call<string>('readlink', from);
  if (options.verbatimSymlinks !== true && !isAbsolute(leads)) leads = resolve(dirname(from), leads);
  const before = target === null ? null : yield* leadsOf(to);
  if (before !== null) {
    yield* checkLink(from, to, leads, isAbsolute(before) ? before : resolve(dirname(to), before), isSync);
    yield* call('unlink', to);
  }
  yield* call('symlink', leads, to);
}

/** Null for what is no link: `symlink` will say what is the matter. */
function* leadsOf(path: string): Copying<string | null> {
  try {
    return yield* call<string>('readlink', path);
  } catch (error) {
    if (codeOf(error) === 'EINVAL') return null;
    throw error;
  }
}
