import fs, { type Dirent } from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { scandir } from '../../world/disk/directory-calls.ts';
import { type DirectoryInode, type Inode, sortedNames } from '../../world/disk/inode.ts';
import { childOf, diskPath } from '../../world/disk/path.ts';
import { FOLLOW } from '../../world/disk/place.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { pathOf } from './arguments.ts';
import { direntOf } from './dirent.ts';
import type { FileTouch } from './footprint.ts';
import { type Options, optionsOf, pathIn } from './options.ts';
import { diskOf, FileWork, type RealSide } from './work.ts';

// Taken in time: later it is the seam's.
const { readdirSync } = fs;

interface Entry {
  readonly name: string;
  /** The directory that holds it, as Node names it in a `Dirent`. */
  readonly parentPath: string;
  readonly inode: Inode;
}

const READDIR = kindNamed('readdir');

/** `readdir` in all its shapes: names, buffers, `Dirent`s, with what is below. */
export class ReadDirectory extends FileWork {
  private readonly actor: Actor;
  private readonly options: Options;
  private readonly isLastFirst: boolean;

  /** `isLastFirst`: of the folders below, the one met last is read next. */
  constructor(actor: Actor, args: readonly unknown[], isLastFirst: boolean = false) {
    super(READDIR, pathOf(args[0]));
    this.actor = actor;
    this.options = optionsOf(args[1]);
    this.isLastFirst = isLastFirst;
  }

  override effect(volume: Volume, actor: Actor): 'deliver' {
    const { path, options } = this;
    this.value = shaped(this.entriesIn(scandir(volume, actor, path), path.given), options);
    return 'deliver';
  }

  /** In whatever order the file system has them: the simulated disk sorts, so that no code may depend on one. */
  override onReal({ folder }: RealSide): unknown {
    const { withFileTypes, recursive } = this.options;
    const options = { withFileTypes: withFileTypes === true, recursive: recursive === true };
    const found = readdirSync(folder.at(this.path), options as { withFileTypes: true });
    const names: readonly (string | Dirent)[] = found;
    return names.map((name) => (typeof name === 'string' ? pathIn(this.options, name) : name));
  }

  /** Every folder that is read. */
  override touches(): readonly FileTouch[] {
    const { path } = this;
    const place = this.options.recursive === true ? diskOf(this.actor).volume.find(path, FOLLOW) : 'ENOENT';
    const inode = typeof place === 'string' ? undefined : place.inode;
    const own: FileTouch = { path, how: 'lists' };
    if (inode?.kind !== 'directory') return [own];
    const below = this.entriesIn(inode, path.absolute).filter((entry) => entry.inode.kind === 'directory');
    const paths = below.map(({ name }) => diskPath(childOf(path.absolute, name)));
    return [own, ...paths.map((each): FileTouch => ({ path: each, how: 'lists' }))];
  }

  private entriesIn(directory: DirectoryInode, path: string): Entry[] {
    const entries: Entry[] = [];
    const todo = [{ directory, path, prefix: '' }];
    for (let next = todo.shift(); next !== undefined; next = this.isLastFirst ? todo.pop() : todo.shift()) {
      const { prefix } = next;
      for (const name of sortedNames(next.directory)) {
        const inode = next.directory.entries.get(name);
        if (inode === undefined) continue;
        entries.push({ name: prefix + name, parentPath: next.path, inode });
        if (inode.kind !== 'directory' || this.options.recursive !== true) continue;
        todo.push({ directory: inode, path: childOf(next.path, name), prefix: `${prefix}${name}/` });
      }
    }
    return entries;
  }
}

function shaped(entries: readonly Entry[], options: Options): unknown {
  if (options.withFileTypes === true) {
    return entries.map(({ name, parentPath, inode }) =>
      direntOf(name.slice(name.lastIndexOf('/') + 1), inode.kind, parentPath),
    );
  }
  return entries.map(({ name }) => pathIn(options, name));
}
