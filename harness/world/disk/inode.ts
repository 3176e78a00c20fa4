import { constants } from 'node:fs';
import { USER_ID } from '../../engine/account.ts';

/** Number of the root directory. */
export const ROOT_INO = 1;

/** What every kind of inode has. Times are wall-clock ms. */
abstract class InodeBase {
  readonly ino: number;
  mode: number;
  /** Names that lead here; for a directory its own entry, its `.` and the `..` of its children. */
  nlink = 1;
  uid: number = USER_ID;
  gid: number = USER_ID;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  readonly birthtimeMs: number;
  /** It was renamed or hard-linked: an open file may know it by another path than the one that leads here now. */
  hasOtherNames = false;

  constructor(ino: number, mode: number, now: number) {
    this.ino = ino;
    this.mode = mode;
    this.atimeMs = now;
    this.mtimeMs = now;
    this.ctimeMs = now;
    this.birthtimeMs = now;
  }
}

const EMPTY = Buffer.alloc(0);

export class FileInode extends InodeBase {
  readonly kind = 'file';
  /** Invariant: only the first `size` bytes count; the rest is room to grow. */
  bytes: Buffer = EMPTY;
  size = 0;

  constructor(ino: number, permissions: number, now: number) {
    super(ino, constants.S_IFREG | permissions, now);
  }

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    this.reserve(end);
    if (offset > this.size) this.bytes.fill(0, this.size, offset);
    this.bytes.set(bytes, offset);
    if (end > this.size) this.size = end;
  }

  resize(size: number): void {
    this.reserve(size);
    if (size > this.size) this.bytes.fill(0, this.size, size);
    this.size = size;
  }

  content(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.size));
  }

  text(): string {
    return this.bytes.toString('utf8', 0, this.size);
  }

  private reserve(capacity: number): void {
    if (capacity <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(this.size === 0 ? capacity : Math.max(capacity, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.size);
    this.bytes = grown;
  }
}

export class DirectoryInode extends InodeBase {
  readonly kind = 'directory';
  readonly entries: Map<string, Inode> = new Map();
  /** The root is its own parent. */
  parent: DirectoryInode;
  override nlink = 2;

  constructor(ino: number, permissions: number, now: number, parent: DirectoryInode | null) {
    super(ino, constants.S_IFDIR | permissions, now);
    this.parent = parent ?? this;
  }
}

export class SymlinkInode extends InodeBase {
  readonly kind = 'symlink';
  readonly target: string;

  constructor(ino: number, target: string, now: number) {
    super(ino, constants.S_IFLNK | 0o777, now);
    this.target = target;
  }
}

/** The name of a Unix domain socket: whoever listens has bound it to this inode, whatever its names are by now. */
export class SocketInode extends InodeBase {
  readonly kind = 'socket';

  constructor(ino: number, permissions: number, now: number) {
    super(ino, constants.S_IFSOCK | permissions, now);
  }
}

export type Inode = FileInode | DirectoryInode | SymlinkInode | SocketInode;

export function sizeOf(inode: Inode): number {
  if (inode.kind === 'file') return inode.size;
  if (inode.kind === 'socket') return 0;
  return inode.kind === 'symlink' ? Buffer.byteLength(inode.target) : DIRECTORY_SIZE;
}

/** What ext4 says of a small directory. */
const DIRECTORY_SIZE = 4096;

/** Sorted, since a real file system's order is its own business and code must not depend on it. */
export function sortedNames(directory: DirectoryInode): string[] {
  return [...directory.entries.keys()].sort();
}
