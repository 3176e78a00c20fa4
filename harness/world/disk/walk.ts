import type { DirectoryInode } from './inode.ts';
import { componentsOf, type DiskPath } from './path.ts';
import type { Place } from './place.ts';

/** Longest name of one file, in bytes. */
const NAME_MAX = 255;
const BYTES_A_LETTER_MAX = 3;
/** Symbolic links followed in one path. */
export const LINKS_MAX = 40;

/** Follows `path` from `root`; a string is the code of the error. `follows`: also a symbolic link in last place. */
export function walkFrom(root: DirectoryInode, path: DiskPath, follows: boolean): Place | string {
  const mustBeDirectory = path.hasTrailingSlash;
  return walk({ root, follows: follows || mustBeDirectory, mustBeDirectory }, root, path.parts, 0);
}

interface Walk {
  readonly root: DirectoryInode;
  readonly follows: boolean;
  readonly mustBeDirectory: boolean;
}

function walk(how: Walk, from: DirectoryInode, parts: readonly string[], links: number): Place | string {
  let directory = from;
  const last = parts.length - 1;
  for (let i = 0; i <= last; i++) {
    const name = parts[i] as string;
    if (name === '.') continue;
    if (name === '..') {
      directory = directory.parent;
      continue;
    }
    const child = directory.entries.get(name);
    if (child === undefined) return missing(directory, name, i === last);
    if (child.kind === 'symlink' && (i < last || how.follows)) {
      return walkLink(how, directory, child.target, parts.slice(i + 1), links + 1);
    }
    if (i === last && (child.kind === 'directory' || !how.mustBeDirectory)) {
      return { parent: directory, name, inode: child };
    }
    if (child.kind !== 'directory') return 'ENOTDIR';
    directory = child;
  }
  return { parent: directory.parent, name: '', inode: directory };
}

function missing(directory: DirectoryInode, name: string, isLast: boolean): Place | string {
  // Most names are short enough whatever their letters.
  if (name.length > NAME_MAX / BYTES_A_LETTER_MAX && Buffer.byteLength(name) > NAME_MAX) return 'ENAMETOOLONG';
  return isLast ? { parent: directory, name, inode: undefined } : 'ENOENT';
}

function walkLink(
  how: Walk,
  directory: DirectoryInode,
  target: string,
  rest: readonly string[],
  links: number,
): Place | string {
  if (links > LINKS_MAX) return 'ELOOP';
  const start = target.startsWith('/') ? how.root : directory;
  return walk(how, start, [...componentsOf(target), ...rest], links);
}
