import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { beginCopy, type Copy, finishCopy } from '../../world/disk/copy-calls.ts';
import { PERMISSIONS } from '../../world/disk/modes.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { modeOf, pathOf } from './arguments.ts';
import type { FileTouch } from './footprint.ts';
import { FileWork, type RealSide } from './work.ts';

// Taken in time: later they are the seam's.
const { chmodSync, copyFileSync, fchmodSync, ftruncateSync, openSync, readFileSync, writeSync } = fs;
const COPY_FILE = kindNamed('copyFile');

/** `copyFile`: the target is made or emptied, then filled; each an effect. */
export class CopyFile extends FileWork {
  private readonly from: DiskPath;
  private readonly mode: number;
  private copy: Copy | null = null;
  private isFilled = false;
  /** Of the real files, between its effects. */
  private fds: readonly number[] = [];

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
    this.isFilled = true;
    finishCopy(volume, actor, this.copy, this.path);
    return 'deliver';
  }

  override get paths(): readonly DiskPath[] {
    return [this.from, this.path];
  }

  /** The system copies all at once; what others may see on the way is made of that. */
  override onReal({ folder, simulated }: RealSide): undefined {
    const [from, to] = [folder.at(this.from), folder.at(this.path)];
    if (this.isFilled) {
      const [source = -1, target = -1] = this.fds;
      writeSync(target, readFileSync(source), 0, undefined, 0);
      if (this.copy !== null) fchmodSync(target, this.copy.target.mode & PERMISSIONS);
      for (const fd of this.fds) folder.release(fd);
      return;
    }
    copyFileSync(from, to, this.mode);
    if (this.copy === null || 'error' in simulated) return;
    chmodSync(to, this.copy.target.mode & PERMISSIONS);
    this.fds = [folder.hold(openSync(from, 'r')), folder.hold(openSync(to, 'r+'))];
    ftruncateSync(this.fds[1] as number, 0);
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
