import fs, { type Stats } from 'node:fs';
import { join } from 'node:path';
import type { DirectoryInode, FileInode, Inode } from '../disk/inode.ts';
import { PERMISSIONS } from '../disk/modes.ts';

const { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync } = fs;
const { rmSync, symlinkSync, writeFileSync } = fs;

/** What is needed of the folder. */
interface Target {
  readonly root: string;
  target(text: string): string;
}

/**
 * Makes the folder what the simulated disk is. A file that is known to be the same stays the same one, for it may be open;
 * what is not known nobody has open. `inodes`: real numbers by simulated ones.
 */
export function makeAlike(folder: Target, root: DirectoryInode, inodes: Map<number, number>): void {
  new Copying(folder, inodes).fill(root, folder.root);
}

class Copying {
  private readonly folder: Target;
  private readonly inodes: Map<number, number>;
  /** Where each file was met first: its other names are links to that. */
  private readonly met: Map<Inode, string> = new Map();

  constructor(folder: Target, inodes: Map<number, number>) {
    this.folder = folder;
    this.inodes = inodes;
  }

  fill(directory: DirectoryInode, path: string): void {
    for (const name of readdirSync(path)) {
      if (!directory.entries.has(name)) rmSync(join(path, name), { recursive: true });
    }
    for (const [name, inode] of directory.entries) this.make(inode, join(path, name));
    if (lstatSync(path).mode !== directory.mode) chmodSync(path, directory.mode & PERMISSIONS);
  }

  /** A name that leads to a file which was met before becomes a link to it. */
  private make(inode: Inode, path: string): void {
    const found = lstatSync(path, { throwIfNoEntry: false });
    const first = this.met.get(inode);
    const isThere = found !== undefined && (first === undefined ? this.mayStay(inode, found, path) : false);
    if (found !== undefined && !isThere) rmSync(path, { recursive: true });
    if (first !== undefined) {
      linkSync(first, path);
      return;
    }
    this.met.set(inode, path);
    if (inode.kind === 'symlink') {
      if (!isThere) symlinkSync(this.folder.target(inode.target), path);
    } else if (inode.kind === 'directory') {
      if (!isThere) mkdirSync(path);
      this.fill(inode, path);
    } else if (inode.kind === 'file') this.makeFile(inode, path, isThere);
    // No socket is bound beside a real folder: seams/net/unix.ts.
    else return;
    this.inodes.set(inode.ino, lstatSync(path).ino);
  }

  private makeFile(inode: FileInode, path: string, isThere: boolean): void {
    const content = inode.content();
    if (!isThere) writeFileSync(path, content, { flag: 'wx' });
    else if (!readFileSync(path).equals(content)) writeFileSync(path, content);
    if (lstatSync(path).mode !== inode.mode) chmodSync(path, inode.mode & PERMISSIONS);
  }

  /** Whether what is found is what is wanted, but for the bytes and modes that follow. */
  private mayStay(inode: Inode, found: Stats, path: string): boolean {
    if (inode.kind === 'directory') return found.isDirectory();
    if (inode.kind === 'symlink')
      return found.isSymbolicLink() && readlinkSync(path) === this.folder.target(inode.target);
    return found.isFile() && this.inodes.get(inode.ino) === found.ino;
  }
}
