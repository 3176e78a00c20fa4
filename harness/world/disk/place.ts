import type { DirectoryInode, Inode } from './inode.ts';

/** Where a path leads: an entry of a directory that may not exist yet. The name is empty for `/` and for `x/..`. */
export interface Place {
  readonly parent: DirectoryInode;
  readonly name: string;
  readonly inode: Inode | undefined;
}

/** Whether a symbolic link in last place is followed. */
export const FOLLOW = true;
export const NO_FOLLOW = false;
