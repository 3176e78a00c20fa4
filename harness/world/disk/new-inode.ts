import { DirectoryInode, FileInode, type Inode, SocketInode, SymlinkInode } from './inode.ts';
import type { NewContent } from './log.ts';

/** An inode that no name leads to yet. */
export function makeInode(ino: number, content: NewContent, now: number, parent: DirectoryInode): Inode {
  const inode = emptyInode(ino, content, now, parent);
  if (content.owner !== undefined) [inode.uid, inode.gid] = content.owner;
  return inode;
}

function emptyInode(ino: number, content: NewContent, now: number, parent: DirectoryInode): Inode {
  if (content.kind === 'file') return new FileInode(ino, content.mode, now);
  if (content.kind === 'directory') return new DirectoryInode(ino, content.mode, now, parent);
  if (content.kind === 'socket') return new SocketInode(ino, content.mode, now);
  return new SymlinkInode(ino, content.target, now);
}
