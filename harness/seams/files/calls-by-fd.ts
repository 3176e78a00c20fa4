import type { Actor } from '../../engine/operation.ts';
import { close, ftruncate, openFile, openInodeFor, read, sync } from '../../world/disk/file-calls.ts';
import type { Inode } from '../../world/disk/inode.ts';
import { bigintStatsOf, statsOf } from '../../world/disk/stats.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { fdOf, modeOf, sizeOf, timeOf } from './arguments.ts';
import { nothing, onFd } from './one-effect.ts';
import { optionsOf } from './options.ts';
import { buffersOf, positionOf, readRange, writeRange } from './ranges.ts';
import type { FileWork, MakeWork } from './work.ts';
import { WriteOpen } from './write-open.ts';

/** A call that changes attributes of an open file. */
function changesInode<Parsed>(
  name: string,
  syscall: string,
  parse: (args: readonly unknown[]) => Parsed,
  change: (volume: Volume, actor: Actor, inode: Inode, path: string, parsed: Parsed) => void,
): MakeWork {
  return onFd(name, 'writes', parse, (volume, actor, fd, parsed) => {
    const inode = openInodeFor(volume, actor, fd, syscall);
    change(volume, actor, inode, openFile(volume, actor, fd, syscall).path.absolute, parsed);
  });
}

/** Calls on open files, by the name that they have in `fs` and (with `Sync`) among the synchronous ones. */
export const CALLS_BY_FD: Readonly<Record<string, MakeWork>> = {
  close: onFd('close', 'reads', nothing, (volume, actor, fd) => close(volume, actor, fd)),
  fchmod: changesInode(
    'fchmod',
    'fchmod',
    (args) => modeOf(args[1], 0),
    (volume, actor, inode, path, mode) => volume.setMode(actor, inode, mode, path),
  ),
  fchown: changesInode(
    'fchown',
    'fchown',
    (args) => [Number(args[1]), Number(args[2])] as const,
    (volume, actor, inode, path, [uid, gid]) => volume.setOwner(actor, inode, uid, gid, path),
  ),
  fdatasync: onFd('fdatasync', 'reads', nothing, (volume, actor, fd) => sync(volume, actor, fd, 'fdatasync')),
  fstat: onFd(
    'fstat',
    'reads',
    (args) => optionsOf(args[1]).bigint === true,
    (volume, actor, fd, isBigint) => {
      const inode = openInodeFor(volume, actor, fd, 'fstat');
      return isBigint ? bigintStatsOf(inode) : statsOf(inode);
    },
  ),
  fsync: onFd('fsync', 'reads', nothing, (volume, actor, fd) => sync(volume, actor, fd, 'fsync')),
  ftruncate: onFd('ftruncate', 'writes', (args) => sizeOf(args[1]), ftruncate),
  futimes: changesInode(
    'futimes',
    'futime',
    (args) => [timeOf(args[1]), timeOf(args[2])] as const,
    (volume, actor, inode, path, [atime, mtime]) => volume.setTimes(actor, inode, atime, mtime, path),
  ),
  read: onFd(
    'read',
    'reads',
    (args) => readRange(args.slice(1)),
    (volume, actor, fd, range) => ({
      // Node does not ask the system for no bytes, not even whether there is such a file.
      bytesRead: range.into.length === 0 ? 0 : read(volume, actor, fd, range.into, range.position),
      buffer: range.given,
    }),
  ),
  readv: onFd(
    'readv',
    'reads',
    (args) => ({ buffers: buffersOf(args[1]), position: positionOf(args[2]), given: args[1] }),
    (volume, actor, fd, { buffers, position, given }) => ({
      bytesRead: readInto(volume, actor, fd, buffers, position),
      buffers: given,
    }),
  ),
  write: (actor, args) => new WriteOpen(actor, 'write', { fd: fdOf(args[0]), ...writeRange(args.slice(1)) }),
  writev: writevWork,
};

function readInto(
  volume: Volume,
  actor: Actor,
  fd: number,
  buffers: readonly Uint8Array[],
  position: number | null,
): number {
  let all = 0;
  for (const buffer of buffers) {
    const count = read(volume, actor, fd, buffer, position === null ? null : position + all);
    all += count;
    if (count < buffer.length) break;
  }
  return all;
}

function writevWork(actor: Actor, args: readonly unknown[]): FileWork {
  const bytes = Buffer.concat(buffersOf(args[1]));
  return new WriteOpen(actor, 'writev', { fd: fdOf(args[0]), bytes, position: positionOf(args[2]), given: args[1] });
}
