import type { DirectoryInode } from '../disk/inode.ts';
import { childOf } from '../disk/path.ts';

/** Files named in one line of a timeline. */
const NAMED_MAX = 5;

/** The text of every file, by path. */
export function filesOf(directory: DirectoryInode, path = '/', files: Map<string, string> = new Map()): typeof files {
  for (const [name, inode] of directory.entries) {
    const below = childOf(path, name);
    if (inode.kind === 'directory') filesOf(inode, below, files);
    if (inode.kind === 'file') files.set(below, inode.text());
  }
  return files;
}

/** What a power loss changed, for timelines: `/state/models.json 41 -> 0 bytes, /state/models.json.tmp is gone`. */
export function describeLoss(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const changes: string[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [old, left] = [before.get(path), after.get(path)];
    if (old === left) continue;
    if (left === undefined) changes.push(`${path} is gone`);
    else if (old === undefined) changes.push(`${path} is back with ${Buffer.byteLength(left)} bytes`);
    else changes.push(`${path} ${Buffer.byteLength(old)} -> ${Buffer.byteLength(left)} bytes`);
  }
  if (changes.length === 0) return 'no file is different';
  const more = changes.length > NAMED_MAX ? `, ${changes.length - NAMED_MAX} more` : '';
  return changes.slice(0, NAMED_MAX).join(', ') + more;
}
