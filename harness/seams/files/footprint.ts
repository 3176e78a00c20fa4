import type { Actor, Footprint } from '../../engine/operation.ts';
import type { Inode } from '../../world/disk/inode.ts';
import { type DiskPath, parentOf } from '../../world/disk/path.ts';
import { FOLLOW } from '../../world/disk/place.ts';
import type { Disk } from '../../world/disk.ts';

/** What a call does to what a path leads to. */
export interface FileTouch {
  readonly path: DiskPath;
  /**
   * `reads` its bytes or attributes, `writes` them, `lists` a directory's entries, `names`: makes or removes the name
   * itself, `creates` it unless it is there.
   */
  readonly how: 'reads' | 'writes' | 'lists' | 'names' | 'creates';
  /** Of calls on an open file: its inode, whatever the path leads to by now. */
  readonly inode?: Inode;
}

/**
 * The resources of a file operation:
 * - `file:/a/b`: that the name exists, and what it leads to. Every path also reads the names above it.
 * - `dir:/a`: the set of names in a directory: written by whoever makes or removes one, read by whoever lists them.
 * - `inode:7`, beside the name, for a file that has or had another name.
 * - `file:symlinks`, `file:moved` and `file:faults`, written by all once the disk has symbolic links, directories that were renamed
 *   while files were open, or injected faults: then the names no longer tell what is independent.
 * Ask before the step: afterwards a name that it made counts as one that was there. A delivery touches nothing of this;
 * whoever wants to know sees the phase.
 */
export function fileFootprint(disk: Disk, actor: Actor, touches: readonly FileTouch[]): Footprint {
  const { volume, aliases } = disk;
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const { path, how, inode } of touches) {
    const file = aliases.resource(path, actor).name;
    const absolute = file.slice('file:'.length);
    if (inode === undefined) addParents(absolute, reads);
    const place = inode === undefined ? volume.find(path, FOLLOW) : { inode };
    const found = typeof place === 'string' ? undefined : place.inode;
    const into = how === 'reads' || how === 'lists' ? reads : writes;
    into.add(file);
    if (found?.hasOtherNames === true) into.add(`inode:${found.ino}`);
    if (found?.kind === 'directory') into.add(`dir:${absolute}`);
    if (how === 'names' || (how === 'creates' && found === undefined)) writes.add(`dir:${parentOf(absolute)}`);
  }
  if (volume.hasSymlinks) writes.add('file:symlinks');
  if (volume.hasMovedOpenFiles) writes.add('file:moved');
  if (volume.faults?.isEmpty === false) writes.add('file:faults');
  return { reads: [...reads].filter((name) => !writes.has(name)), writes: [...writes] };
}

function addParents(absolute: string, reads: Set<string>): void {
  for (let at = parentOf(absolute); at !== '/'; at = parentOf(at)) reads.add(`file:${at}`);
}
