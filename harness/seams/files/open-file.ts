import type { Actor } from '../../engine/operation.ts';
import { type DiskPath, diskPath } from '../../world/disk/path.ts';
import type { FileTouch } from './footprint.ts';
import { diskOf } from './work.ts';

/** The path by which an open file is known; that of no file for a bad descriptor. */
export function pathOfFd(actor: Actor, fd: number): DiskPath {
  return diskOf(actor).volume.files(actor.process).get(fd)?.path ?? NO_FILE;
}

const NO_FILE = diskPath('/(closed)');

/** What a call on an open file touches. */
export function touchOfFd(actor: Actor, fd: number, how: FileTouch['how']): readonly FileTouch[] {
  const file = diskOf(actor).volume.files(actor.process).get(fd);
  return file === undefined ? [] : [{ path: file.path, how, inode: file.inode }];
}
