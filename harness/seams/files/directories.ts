import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { beginCopy, type Copy, finishCopy } from '../../world/disk/copy-calls.ts';
import { scandir } from '../../world/disk/directory-calls.ts';
import { type DirectoryInode, type Inode, sortedNames } from '../../world/disk/inode.ts';
import { childOf, type DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { modeOf, pathOf } from './arguments.ts';
import { direntOf } from './dirent.ts';
import type { FileTouch } from './footprint.ts';
import { encodingOf, type Options } from './options.ts';
import { FileWork } from './work.ts';

interface Entry {
  readonly name: string;
  /** The directory that holds it, as Node names it in a `Dirent`. */
  readonly parentPath: string;
  readonly inode: Inode;
}

/** `readdir` in all its shapes: names, buffers, `Dirent`s, with what is below. */
export function readDirectory(volume: Volume, actor: Actor, path: DiskPath, options: Options): unknown {
  const directory = scandir(volume, actor, path);
  const entries: Entry[] = [];
  collect(directory, path.given, '', options.recursive === true, entries);
  if (options.withFileTypes === true) {
    return entries.map(({ name, parentPath, inode }) =>
      direntOf(name.slice(name.lastIndexOf('/') + 1), inode.kind, parentPath),
    );
  }
  const names = entries.map((entry) => entry.name);
  if (options.encoding === 'buffer') return names.map((name) => Buffer.from(name));
  const encoding = encodingOf(options) ?? 'utf8';
  return encoding === 'utf8' || encoding === 'utf-8'
    ? names
    : names.map((name) => Buffer.from(name).toString(encoding));
}

function collect(directory: DirectoryInode, path: string, prefix: string, isRecursive: boolean, into: Entry[]): void {
  const below: { readonly inode: DirectoryInode; readonly name: string }[] = [];
  for (const name of sortedNames(directory)) {
    const inode = directory.entries.get(name);
    if (inode === undefined) continue;
    into.push({ name: prefix + name, parentPath: path, inode });
    if (inode.kind === 'directory') below.push({ inode, name });
  }
  if (!isRecursive) return;
  for (const { inode, name } of below) collect(inode, childOf(path, name), `${prefix}${name}/`, true, into);
}

const COPY_FILE = kindNamed('copyFile');

/** `copyFile`: the target is made or emptied, then filled; each an effect. */
export class CopyFile extends FileWork {
  private readonly from: DiskPath;
  private readonly mode: number;
  private copy: Copy | null = null;

  constructor(args: readonly unknown[]) {
    const from = pathOf(args[0]);
    super(COPY_FILE, pathOf(args[1]));
    this.from = from;
    this.mode = modeOf(args[2], 0);
  }

  override effect(volume: Volume, actor: Actor): 'again' | 'deliver' {
    if (this.copy === null) {
      this.copy = beginCopy(volume, actor, this.from, this.path, this.mode);
      return this.copy === null ? 'deliver' : 'again';
    }
    finishCopy(volume, actor, this.copy, this.path);
    return 'deliver';
  }

  override touches(): readonly FileTouch[] {
    const { copy } = this;
    if (copy === null)
      return [
        { path: this.from, how: 'reads' },
        { path: this.path, how: 'creates' },
      ];
    return [
      { path: this.from, how: 'reads', inode: copy.source },
      { path: this.path, how: 'writes', inode: copy.target },
      // If it fails.
      { path: this.path, how: 'names' },
    ];
  }
}
