import { Dirent } from 'node:fs';
import type { Inode } from '../../world/disk/inode.ts';

/** What libuv says of an entry. */
const TYPES: Readonly<Record<Inode['kind'], number>> = { file: 1, directory: 2, symlink: 3, socket: 5 };

/** A `Dirent` of Node's own class, whose constructor Node's types do not tell. */
export function direntOf(name: string | Buffer, kind: Inode['kind'], parentPath: string | Buffer): Dirent {
  return Reflect.construct(Dirent, [name, TYPES[kind], parentPath]) as Dirent;
}
