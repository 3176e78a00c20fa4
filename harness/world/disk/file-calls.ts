import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import type { OpenFlags } from './flags.ts';
import { failIfInjected, failUnnamed } from './injected.ts';
import type { FileInode, Inode } from './inode.ts';
import type { OpenFile } from './open-files.ts';
import type { DiskPath } from './path.ts';
import { FOLLOW, NO_FOLLOW } from './place.ts';
import { isMounted } from './read-only.ts';
import type { Volume } from './volume.ts';

/**
 * The system calls on open files, and `open` itself. Each acts at once, as one step of the kernel would, and throws what
 * Node would report. Access times stay as they are: the disk is mounted `noatime`, so that reading changes nothing.
 */

export function open(volume: Volume, caller: Actor, path: DiskPath, flags: OpenFlags, mode: number): number {
  failIfInjected(volume, caller, 'open', path);
  const inode = openInode(volume, caller, path, flags, mode);
  return volume.files(caller.process).add({ inode, flags, path, position: 0 });
}

function openInode(volume: Volume, caller: Actor, path: DiskPath, flags: OpenFlags, mode: number): Inode {
  const follows = flags.followsNoLink || (flags.creates && flags.isExclusive) ? NO_FOLLOW : FOLLOW;
  if (flags.creates && path.hasTrailingSlash) throw fileError('EISDIR', 'open', path.given);
  const place = volume.place('open', path, follows);
  const { inode } = place;
  if ((flags.writes || (flags.creates && inode === undefined)) && isMounted(volume, path)) {
    throw fileError('EROFS', 'open', path.given);
  }
  if (inode === undefined) {
    if (!flags.creates) throw fileError('ENOENT', 'open', path.given);
    return volume.createFile(caller, place, mode, path);
  }
  if (flags.creates && flags.isExclusive) throw fileError('EEXIST', 'open', path.given);
  if (inode.kind === 'symlink') throw fileError('ELOOP', 'open', path.given);
  if (inode.kind === 'socket') throw fileError('ENXIO', 'open', path.given);
  if (inode.kind === 'directory' && (flags.writes || flags.creates)) throw fileError('EISDIR', 'open', path.given);
  if (inode.kind === 'file' && flags.wantsDirectory) throw fileError('ENOTDIR', 'open', path.given);
  if (inode.kind === 'file' && flags.truncates) volume.truncate(caller, inode, 0, path.absolute);
  return inode;
}

/** The open file behind a descriptor. */
export function openFile(volume: Volume, caller: Actor, fd: number, call: string): OpenFile {
  const file = volume.files(caller.process).get(fd);
  if (file === undefined) throw fileError('EBADF', call);
  return file;
}

export function close(volume: Volume, caller: Actor, fd: number): void {
  const file = volume.files(caller.process).remove(fd);
  if (file === undefined) throw fileError('EBADF', 'close');
  volume.closed(file.inode);
  // As in Linux, the descriptor is gone even when close reports an error.
  failUnnamed(volume, caller, 'close', file.path);
}

/** Fills `into` from `position` or, if that is null, from where the last read ended. Returns how many bytes there were. */
export function read(volume: Volume, caller: Actor, fd: number, into: Uint8Array, position: number | null): number {
  const file = readable(volume, caller, fd);
  const inode = file.inode as FileInode;
  const from = position ?? file.position;
  const count = Math.max(0, Math.min(into.length, inode.size - from));
  into.set(inode.bytes.subarray(from, from + count));
  if (position === null) file.position += count;
  return count;
}

/** Everything from where the last read ended. */
export function readToEnd(volume: Volume, caller: Actor, fd: number): Buffer {
  const file = readable(volume, caller, fd);
  const inode = file.inode as FileInode;
  const rest = Buffer.from(inode.bytes.subarray(Math.min(file.position, inode.size), inode.size));
  file.position += rest.length;
  return rest;
}

function readable(volume: Volume, caller: Actor, fd: number): OpenFile {
  const file = openFile(volume, caller, fd, 'read');
  if (!file.flags.reads) throw fileError('EBADF', 'read');
  failUnnamed(volume, caller, 'read', file.path);
  if (file.inode.kind !== 'file') throw fileError('EISDIR', 'read');
  return file;
}

/** The whole file at `path`: open, read and close in one. */
export function readPath(volume: Volume, caller: Actor, path: DiskPath): FileInode {
  failIfInjected(volume, caller, 'open', path);
  const inode = volume.inode('open', path, FOLLOW);
  if (inode.kind === 'socket') throw fileError('ENXIO', 'open', path.given);
  failUnnamed(volume, caller, 'read', path);
  if (inode.kind !== 'file') throw fileError('EISDIR', 'read');
  failUnnamed(volume, caller, 'close', path);
  return inode;
}

/** Writes all of `bytes`, in one piece. */
export function write(volume: Volume, caller: Actor, fd: number, bytes: Uint8Array, position: number | null): void {
  const file = openFile(volume, caller, fd, 'write');
  if (!file.flags.writes || file.inode.kind !== 'file') throw fileError('EBADF', 'write');
  failUnnamed(volume, caller, 'write', file.path);
  const inode = file.inode;
  const at = file.flags.appends ? inode.size : (position ?? file.position);
  volume.write(caller, inode, at, bytes, file.path.absolute);
  if (position === null) file.position = at + bytes.length;
}

export function ftruncate(volume: Volume, caller: Actor, fd: number, size: number): void {
  const file = openFile(volume, caller, fd, 'ftruncate');
  if (!file.flags.writes || file.inode.kind !== 'file') throw fileError('EINVAL', 'ftruncate');
  failUnnamed(volume, caller, 'ftruncate', file.path);
  volume.truncate(caller, file.inode, size, file.path.absolute);
}

/** `fsync` and `fdatasync`: nothing to see now, but what a crash model needs to know. */
export function sync(volume: Volume, caller: Actor, fd: number, call: 'fsync' | 'fdatasync'): void {
  const file = openFile(volume, caller, fd, call);
  failUnnamed(volume, caller, call, file.path);
  volume.sync(caller, file.inode, call === 'fdatasync', file.path.absolute);
}

/** The inode behind a descriptor, for `fstat`, `fchmod`, `fchown` and `futime`. */
export function openInodeFor(volume: Volume, caller: Actor, fd: number, call: string): Inode {
  const file = openFile(volume, caller, fd, call);
  failUnnamed(volume, caller, call, file.path);
  return file.inode;
}
