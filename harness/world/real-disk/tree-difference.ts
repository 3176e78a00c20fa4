import fs, { type Stats } from 'node:fs';
import { join } from 'node:path';
import { type DirectoryInode, type Inode, sortedNames } from '../disk/inode.ts';
import { childOf } from '../disk/path.ts';

const { lstatSync, readFileSync, readdirSync, readlinkSync } = fs;

/** What is needed of the folder. */
interface Seen {
  readonly root: string;
  readonly countsDirectories: boolean;
  target(text: string): string;
  isSame(simulated: number, real: number): boolean;
}

/** The first thing in which the folder is not as the simulated disk: names, kinds, modes, links, bytes. Null: there is none. */
export function treeDifference(folder: Seen, directory: DirectoryInode, path: string = '/'): string | null {
  const here = join(folder.root, path);
  const [simulated, real] = [sortedNames(directory), readdirSync(here).sort()];
  if (simulated.join('/') !== real.join('/')) {
    return `${path} holds [${simulated.join(', ')}] on the simulated disk and [${real.join(', ')}] on the real one`;
  }
  for (const [name, inode] of directory.entries) {
    const below = childOf(path, name);
    const difference =
      inodeDifference(folder, inode, below) ??
      (inode.kind === 'directory' ? treeDifference(folder, inode, below) : null);
    if (difference !== null) return difference;
  }
  return null;
}

function inodeDifference(folder: Seen, inode: Inode, path: string): string | null {
  const here = join(folder.root, path);
  const stats = lstatSync(here);
  const facts: readonly (readonly [what: string, simulated: unknown, real: unknown])[] = [
    ['mode', inode.mode.toString(8), stats.mode.toString(8)],
    ['links', linksOf(folder, inode, inode.nlink), linksOf(folder, inode, stats.nlink)],
    ['identity', true, folder.isSame(inode.ino, stats.ino)],
    ['content', contentOf(folder, inode), realContentOf(stats, here)],
  ];
  const found = facts.find(([, simulated, real]) => simulated !== real);
  if (found === undefined) return null;
  const [what, simulated, real] = found;
  return `${what} of ${path}: ${JSON.stringify(simulated)} on the simulated disk, ${JSON.stringify(real)} on the real one`;
}

/** Of a directory only where the file system counts them. */
function linksOf({ countsDirectories }: Seen, { kind }: Inode, links: number): number {
  return kind === 'directory' && !countsDirectories ? 0 : links;
}

function contentOf(folder: Seen, inode: Inode): string {
  if (inode.kind === 'symlink') return folder.target(inode.target);
  return inode.kind === 'file' ? inode.content().toString('latin1') : '';
}

function realContentOf(stats: Stats, here: string): string {
  if (stats.isSymbolicLink()) return readlinkSync(here);
  return stats.isFile() ? readFileSync(here, 'latin1') : '';
}
