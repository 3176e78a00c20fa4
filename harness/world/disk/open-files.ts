import type { DirectoryStream } from './directory-stream.ts';
import type { OpenFlags } from './flags.ts';
import type { Inode } from './inode.ts';
import type { DiskPath } from './path.ts';

/**
 * The first simulated file descriptor. Far above what an operating system hands out, so that one which leaks into code
 * outside an execution fails there with EBADF instead of touching a real file.
 */
export const FIRST_FD = 100_000;

/** A file that a process holds open. It keeps the inode alive after its last name is gone. */
export interface OpenFile {
  readonly inode: Inode;
  readonly flags: OpenFlags;
  /** The path by which it was opened, whatever the file is called now. */
  readonly path: DiskPath;
  position: number;
  /** Of what `opendir` opened. */
  readonly entries?: DirectoryStream;
}

/** The file descriptors of one process: the lowest free number is given out, as POSIX wants. */
export class OpenFiles {
  private readonly files: (OpenFile | undefined)[] = [];

  get count(): number {
    return this.files.reduce((count, file) => (file === undefined ? count : count + 1), 0);
  }

  get inodes(): Inode[] {
    return this.files.flatMap((file) => file?.inode ?? []);
  }

  /** The descriptor. One file may be there several times, and in several processes: they share its position, as after `dup` or `fork`. */
  add(file: OpenFile): number {
    let slot = 0;
    while (this.files[slot] !== undefined) slot++;
    this.files[slot] = file;
    return slot + FIRST_FD;
  }

  /** Undefined: nothing is open under this number. */
  get(fd: number): OpenFile | undefined {
    return this.files[fd - FIRST_FD];
  }

  /** Whether the process holds this inode open, under whatever number. */
  has(inode: Inode): boolean {
    return this.files.some((file) => file?.inode === inode);
  }

  /** Closes it. The number is free from here on. */
  remove(fd: number): OpenFile | undefined {
    const file = this.files[fd - FIRST_FD];
    if (file !== undefined) this.files[fd - FIRST_FD] = undefined;
    return file;
  }
}
