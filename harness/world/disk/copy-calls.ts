import { constants } from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { fileError } from './error.ts';
import { failIfInjected } from './injected.ts';
import type { FileInode } from './inode.ts';
import { removeByName } from './name-calls.ts';
import type { DiskPath } from './path.ts';
import { FOLLOW, NO_FOLLOW } from './place.ts';
import type { Volume } from './volume.ts';

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
  if (source.kind === 'socket') throw fail('ENXIO');
  if (to.hasTrailingSlash) throw fail('EISDIR');
  const isExclusive = (mode & constants.COPYFILE_EXCL) !== 0;
  const place = volume.find(to, isExclusive ? NO_FOLLOW : FOLLOW);
  if (typeof place === 'string') throw fail(place);
  const target = place.inode;
  if (target !== undefined && isExclusive) throw fail('EEXIST');
  if (target?.kind === 'directory') throw fail('EISDIR');
  if (source.kind !== 'file') {
    // libuv removes what it could not copy to, whatever was there before the call: a directory copied onto a file, or a full disk below,
    // costs the old file (Node 20 to 26; findings/failed-copy-removes-target.sh).
    removeByName(volume, caller, to);
    throw fail('EISDIR');
  }
  if (target === undefined) {
    return { source, target: volume.createFile(caller, place, source.mode, to) };
  }
  if (target.kind !== 'file') throw fail(target.kind === 'socket' ? 'ENXIO' : 'ELOOP');
  if (target === source) return null;
  volume.truncate(caller, target, 0, to.absolute);
  return { source, target };
}

/** Second half of `copyFile`. */
export function finishCopy(volume: Volume, caller: Actor, { source, target }: Copy, to: DiskPath): void {
  try {
    volume.write(caller, target, 0, source.content(), to.absolute);
    volume.setMode(caller, target, source.mode, to.absolute);
  } catch (error) {
    removeByName(volume, caller, to);
    throw error;
  }
}
