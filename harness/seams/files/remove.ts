import type { Actor } from '../../engine/operation.ts';
import { stat } from '../../world/disk/attribute-calls.ts';
import { removeTree } from '../../world/disk/directory-calls.ts';
import { fileError, isDirectoryError } from '../../world/disk/error.ts';
import { unlink } from '../../world/disk/name-calls.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { NO_FOLLOW } from '../../world/disk/walk.ts';
import type { Options } from './arguments.ts';

/** `rm`, in one effect even when it is recursive: Node's own takes many system calls, in an order that it does not promise. */
export function remove(volume: Volume, actor: Actor, path: DiskPath, options: Options): void {
  const place = volume.find(path, NO_FOLLOW);
  const isMissing = typeof place === 'string' ? place === 'ENOENT' : place.inode === undefined;
  if (isMissing && options.force === true) return;
  const inode = stat(volume, actor, path, 'lstat');
  if (inode.kind !== 'directory') {
    unlink(volume, actor, path);
    return;
  }
  if (options.recursive !== true) throw isDirectoryError(path.given);
  removeTree(volume, actor, path);
}

/** `rmdir` with the deprecated `recursive`. */
export function removeDirectory(volume: Volume, actor: Actor, path: DiskPath): void {
  const inode = stat(volume, actor, path, 'lstat');
  if (inode.kind !== 'directory') throw fileError('ENOTDIR', 'rmdir', path.given);
  removeTree(volume, actor, path);
}
