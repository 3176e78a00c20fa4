/**
 * What a file system promises when the power goes, and no more than that:
 *
 * `posix-weak`: nothing that was not synced. Each directory entry, truncation and sector of a write since the last fsync
 * persists or not, independently of all others; where a later write persisted and an earlier one did not, the hole reads
 * as zeros. A file's fsync says nothing of its name: the directory has an fsync of its own.
 *
 * `ext4-ordered`: ext4 as distributions mount it.
 * - Directory entries and truncations are in one journal, of which a prefix persists. An fsync commits the journal at
 *   least up to the last change of what was synced, hence a new file's name with the file.
 * - `data=ordered` with delayed allocation: a file grows on disk only after the bytes that it grows by, so the growth of
 *   one file persists in order too, sector by sector. A file is therefore empty or short after a crash, without holes.
 *   Bytes written over allocated ones are not ordered, neither among each other nor with anything else.
 * - `auto_da_alloc`: a rename over an existing name starts with writing out the renamed file, so it never persists without
 *   the bytes written before it. A rename to a free name has no such protection.
 *
 * Not modelled: the pages of a page cache (which make fewer states possible than independent sectors do), ext4's own
 * write-out after 5 and 30 s (a power loss may always come earlier), disks that lie about a flush.
 */
export type CrashProfile = 'posix-weak' | 'ext4-ordered';

/** Unit of tearing: a disk writes a sector whole or not at all. */
export const SECTOR_BYTES = 512;

/** Every possible content of one path. */
export interface PowerLossContents {
  /** Null: no file is there. */
  readonly contents: ReadonlySet<string | null>;
  /** False when there are more than `statesMax`: then no claim about all of them may rest on these. */
  readonly isComplete: boolean;
}
