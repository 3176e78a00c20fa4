import { constants } from 'node:fs';
import { currentAccessLog } from '../../engine/access-log.ts';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { RANDOM_KEY } from '../../engine/shared-keys.ts';
import { access, changed, realpath, realpathByParts, stat, truncate } from '../../world/disk/attribute-calls.ts';
import { makeDirectories, mkdir, rmdir } from '../../world/disk/directory-calls.ts';
import { DIRECTORY_MODE } from '../../world/disk/modes.ts';
import { link, readlink, rename, symlink, unlink } from '../../world/disk/name-calls.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import { FOLLOW, NO_FOLLOW } from '../../world/disk/place.ts';
import { remove, removeDirectory } from '../../world/disk/remove-calls.ts';
import { bigintStatsOf, diskSizes, statsOf } from '../../world/disk/stats.ts';
import { makeTemporaryDirectory, SUFFIX_LETTERS } from '../../world/disk/temporary-directory.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { worldOf } from '../../world/world.ts';
import { modeOf, pathOf, sizeOf, timeOf } from './arguments.ts';
import { CopyFile } from './copy-file.ts';
import { opendirWork } from './dir.ts';
import { ReadDirectory } from './directories.ts';
import { nothing, onPath, onTwoPaths, SingleEffect } from './one-effect.ts';
import { openCall } from './open-call.ts';
import { optionsOf, pathIn } from './options.ts';
import { ReadFile } from './read-file.ts';
import { diskOf, type FileWork, type MakeWork } from './work.ts';
import { WriteFile } from './write-file.ts';

function statCall(call: 'stat' | 'lstat'): MakeWork {
  return onPath(
    call,
    'reads',
    (args) => optionsOf(args[1]),
    (volume, actor, path, { bigint, throwIfNoEntry }) => {
      const inode =
        throwIfNoEntry === false ? orNoEntry(() => stat(volume, actor, path, call)) : stat(volume, actor, path, call);
      if (inode === undefined) return undefined;
      return bigint === true ? bigintStatsOf(inode) : statsOf(inode);
    },
  );
}

/** Whether the forms that do not return at once know `throwIfNoEntry`, which until then only the synchronous one did. */
const FORGIVES = NODE_MAJOR >= 24;

function orNoEntry<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (FORGIVES && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

function sizesOfDisk(volume: Volume, actor: Actor, path: DiskPath, isBigint: boolean): unknown {
  changed(volume, actor, path, 'statfs', FOLLOW);
  return diskSizes(isBigint);
}

function ownerCall(name: string, follows: boolean): MakeWork {
  return onPath(
    name,
    'writes',
    (args) => [Number(args[1]), Number(args[2])] as const,
    (volume, actor, path, [uid, gid]) => {
      volume.setOwner(actor, changed(volume, actor, path, name, follows), uid, gid, path.absolute);
    },
  );
}

function timesCall(name: string, syscall: string, follows: boolean): MakeWork {
  return onPath(
    name,
    'writes',
    (args) => [timeOf(args[1]), timeOf(args[2])] as const,
    (volume, actor, path, [atime, mtime]) => {
      volume.setTimes(actor, changed(volume, actor, path, syscall, follows), atime, mtime, path.absolute);
    },
  );
}

/** A call that gives a path back. */
function linkCall(
  name: string,
  act: (volume: Volume, actor: Actor, path: DiskPath) => string,
  isNative: boolean = true,
): MakeWork {
  return onPath(
    name,
    'reads',
    (args) => ({ options: optionsOf(args[1]), isNative }),
    (volume, actor, path, { options }) => pathIn(options, act(volume, actor, path)),
  );
}

/** `fs.realpath`; the native one differs in its errors, and does not take whatever it gets for text. */
const realpathInParts: MakeWork = (actor, [path, ...rest]) => {
  const text = path instanceof URL || path instanceof Uint8Array ? path : `${path}`;
  return realpathOfText(actor, [text, ...rest]);
};
const realpathOfText = linkCall('realpath', realpathByParts, false);

export const nativeRealpath: MakeWork = linkCall('realpath', realpath);

const makeTemporary = onPath(
  'mkdtemp',
  'names',
  (args) => optionsOf(args[1]),
  (volume, actor, prefix, options) => {
    const random = worldOf(actor.execution)?.random;
    currentAccessLog()?.writes(RANDOM_KEY);
    const made = makeTemporaryDirectory(volume, actor, prefix, (bound) => random?.below(bound) ?? 0);
    diskOf(actor).aliases.draw(made.slice(made.lastIndexOf('/') + 1), SUFFIX_LETTERS, actor);
    return pathIn(options, made);
  },
  prefixOf,
);

/** Whether a folder without a prefix is made in the working directory; before, that is no valid argument. */
const MAKES_HERE = NODE_MAJOR >= 24;

function prefixOf(value: unknown): DiskPath {
  const path = pathOf(value);
  return path.given === '' && MAKES_HERE ? { ...pathOf('./'), given: '' } : path;
}

/** Calls on paths, by the name that they have in `fs`, `fs/promises` and (with `Sync`) among the synchronous ones. */
export const CALLS_BY_PATH: Readonly<Record<string, MakeWork>> = {
  access: onPath(
    'access',
    'reads',
    (args) => modeOf(args[1], constants.F_OK),
    (volume, actor, path, mode) => access(volume, actor, path, mode),
  ),
  appendFile: (actor, args) => new WriteFile(actor, args, 'append'),
  chmod: onPath(
    'chmod',
    'writes',
    (args) => modeOf(args[1], 0),
    (volume, actor, path, mode) => {
      volume.setMode(actor, changed(volume, actor, path, 'chmod', FOLLOW), mode, path.absolute);
    },
  ),
  chown: ownerCall('chown', FOLLOW),
  copyFile: (_actor, args) => new CopyFile(args),
  lchown: ownerCall('lchown', NO_FOLLOW),
  link: onTwoPaths('link', 'writes', 'names', link),
  lstat: statCall('lstat'),
  lutimes: timesCall('lutimes', 'lutime', NO_FOLLOW),
  mkdir: onPath(
    'mkdir',
    'names',
    (args) => mkdirOptions(args[1]),
    (volume, actor, path, { recursive, mode }) =>
      recursive ? makeDirectories(volume, actor, path, mode) : mkdir(volume, actor, path, mode),
  ),
  mkdtemp: makeTemporary,
  open: openCall((fd) => fd),
  opendir: opendirWork,
  readdir: (actor, args) => new ReadDirectory(actor, args),
  readFile: (actor, args) => new ReadFile(actor, args),
  readlink: linkCall('readlink', readlink),
  realpath: realpathInParts,
  rename: onTwoPaths('rename', 'names', 'names', rename),
  rm: onPath('rm', 'names', (args) => removeOptions(args[1]), remove),
  rmdir: onPath(
    'rmdir',
    'names',
    (args) => optionsOf(args[1]).recursive === true,
    (volume, actor, path, isRecursive) =>
      isRecursive ? removeDirectory(volume, actor, path) : rmdir(volume, actor, path),
  ),
  stat: statCall('stat'),
  statfs: onPath('statfs', 'reads', (args) => optionsOf(args[1]).bigint === true, sizesOfDisk),
  symlink: symlinkWork,
  truncate: onPath('truncate', 'writes', (args) => sizeOf(args[1]), truncate),
  unlink: onPath('unlink', 'names', nothing, unlink),
  utimes: timesCall('utimes', 'utime', FOLLOW),
  writeFile: (actor, args) => new WriteFile(actor, args, 'write'),
};

function removeOptions(value: unknown): { force: boolean; recursive: boolean } {
  const { force, recursive } = optionsOf(value);
  return { force: force === true, recursive: recursive === true };
}

function mkdirOptions(value: unknown): { recursive: boolean; mode: number } {
  if (typeof value === 'number' || typeof value === 'string') {
    return { recursive: false, mode: modeOf(value, DIRECTORY_MODE) };
  }
  const options = optionsOf(value);
  return { recursive: options.recursive === true, mode: modeOf(options.mode, DIRECTORY_MODE) };
}

const SYMLINK = kindNamed('symlink');

function symlinkWork(_actor: Actor, args: readonly unknown[]): FileWork {
  const path = pathOf(args[1]);
  const act = (volume: Volume, actor: Actor, target: string): void => symlink(volume, actor, target, path);
  return new SingleEffect(SYMLINK, path, [{ path, how: 'names' }], String(args[0]), act, args);
}

/** The work of `exists`; null for what is no path at all. */
export function existsWork(actor: Actor, args: readonly unknown[]): FileWork | null {
  try {
    pathOf(args[0]);
  } catch {
    return null;
  }
  return CALLS_BY_PATH.access?.(actor, [args[0]]) ?? null;
}
