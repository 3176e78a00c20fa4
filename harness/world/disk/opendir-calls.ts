import type { Actor } from '../../engine/operation.ts';
import { type DirectoryEntry, DirectoryStream } from './directory-stream.ts';
import { fileError } from './error.ts';
import { openFile } from './file-calls.ts';
import { type OpenFlags, openFlags } from './flags.ts';
import { failIfInjected, failUnnamed } from './injected.ts';
import type { DiskPath } from './path.ts';
import { FOLLOW } from './place.ts';
import type { Volume } from './volume.ts';

const FLAGS = openFlags('r') as OpenFlags;

/** Opens a directory, of which `readEntries` then gives entry after entry. Returns its descriptor. */
export function opendir(volume: Volume, caller: Actor, path: DiskPath): number {
  failIfInjected(volume, caller, 'opendir', path);
  const inode = volume.inode('opendir', path, FOLLOW);
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'opendir', path.given);
  const entries = new DirectoryStream(inode);
  return volume.files(caller.process).add({ inode, flags: FLAGS, path, position: 0, entries });
}

/** The next entries of an open directory, at most `count`; null after the last. */
export function readEntries(volume: Volume, caller: Actor, fd: number, count: number): DirectoryEntry[] | null {
  const { entries, path } = openFile(volume, caller, fd, 'scandir');
  failUnnamed(volume, caller, 'scandir', path);
  return entries?.read(count) ?? null;
}

export function closedir(volume: Volume, caller: Actor, fd: number): void {
  const file = volume.files(caller.process).remove(fd);
  if (file === undefined) throw fileError('EBADF', 'closedir');
  volume.closed(file.inode);
  failUnnamed(volume, caller, 'closedir', file.path);
}
