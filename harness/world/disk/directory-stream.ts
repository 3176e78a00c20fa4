import { type DirectoryInode, type Inode, sortedNames } from './inode.ts';

/** A name in a directory, and what it was when the name was read. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: Inode['kind'];
}

/** Bytes that one `getdents` of the C library brings, and what an entry takes of these beside its name. */
const BYTES_MAX = 32_768;
const ENTRY_BYTES = 20;
const ALIGNMENT = 8;

/**
 * An open directory, as `opendir` and `readdir` of the C library read it: names come in batches, each as it is when it is asked for.
 * So what is made or removed after a name's batch is not seen, and what is made behind the last batch is: a cursor in sorted order,
 * as file systems have one in the order of their own.
 */
export class DirectoryStream {
  private readonly directory: DirectoryInode;
  /** Of the batch at hand, what nobody has got yet. */
  private readonly batch: DirectoryEntry[] = [];
  private last: string | null = null;

  constructor(directory: DirectoryInode) {
    this.directory = directory;
  }

  /** The next entries, at most `count`; null after the last. */
  read(count: number): DirectoryEntry[] | null {
    const entries: DirectoryEntry[] = [];
    while (entries.length < count) {
      if (this.batch.length === 0) this.fetch();
      const entry = this.batch.shift();
      if (entry === undefined) break;
      entries.push(entry);
    }
    return entries.length === 0 ? null : entries;
  }

  private fetch(): void {
    let bytes = 0;
    for (const name of sortedNames(this.directory)) {
      if (this.last !== null && name <= this.last) continue;
      bytes += Math.ceil((Buffer.byteLength(name) + ENTRY_BYTES) / ALIGNMENT) * ALIGNMENT;
      if (bytes > BYTES_MAX) return;
      const inode = this.directory.entries.get(name);
      if (inode !== undefined) this.batch.push({ name, kind: inode.kind });
      this.last = name;
    }
  }
}
