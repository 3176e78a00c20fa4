import fs from 'node:fs';
import { runAsHarness } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { ROOT_MODE } from '../disk/modes.ts';
import { type DiskPath, isNowhere } from '../disk/path.ts';
import type { Volume } from '../disk/volume.ts';
import { CLIMB_MAX, makeFolder, removeFolder } from './folders.ts';
import { makeAlike } from './make-alike.ts';
import { RealFiles } from './real-files.ts';
import { tally } from './tally.ts';
import { treeDifference } from './tree-difference.ts';

// Taken in time: later they are the seam's.
const { chmodSync, closeSync, fstatSync, lstatSync } = fs;

/**
 * A folder of this machine that stands for the simulated disk of one execution. What the scenario itself puts on the disk, and what a
 * power loss leaves of it, is copied here before the next effect; what code under test does is done here by real system calls.
 */
export class RealFolder {
  readonly root: string;
  /** Whether directories count those below them as links: not every file system does. */
  readonly countsDirectories: boolean;
  /** Permissions that this process takes away from what it makes. */
  readonly umask: number = process.umask();
  private readonly volume: Volume;
  private readonly files: RealFiles;
  /** Further descriptors, for what is in the middle of its effects. */
  private readonly held: Set<number> = new Set();
  /** Numbers of real inodes by those of the simulated ones, as far as they are known. */
  private readonly inodes: Map<number, number> = new Map();
  /** Changes by the scenario that are here already. */
  private changes = 0;
  private isBehind = true;

  constructor(volume: Volume) {
    this.volume = volume;
    this.files = new RealFiles(volume);
    this.root = makeFolder();
    tally.folders++;
    chmodSync(this.root, ROOT_MODE);
    this.countsDirectories = lstatSync(this.root).nlink === 2;
  }

  /** Where a path of the simulated disk is here. A `..` above the root stays at the root. */
  at(path: DiskPath): string {
    const { parts, hasTrailingSlash } = path;
    if (isNowhere(path)) return '';
    const within: string[] = [];
    let depth = 0;
    for (const part of parts) {
      if (part === '..' && depth === 0) continue;
      if (part !== '.') depth += part === '..' ? -1 : 1;
      within.push(part);
    }
    return `${this.root}/${within.join('/')}${hasTrailingSlash && within.length > 0 ? '/' : ''}`;
  }

  /** Whether a path of the simulated disk, or the target of a link there, cannot lead far out of here. */
  static stays(path: string): boolean {
    return path.split('/').filter((part) => part === '..').length <= CLIMB_MAX;
  }

  /** A path or link as the simulated disk has it. */
  simulated(path: string): string {
    return path.startsWith(this.root) ? path.slice(this.root.length) || '/' : path;
  }

  /** What a symbolic link here leads to, so that it leads to the same. From far up it leads from the root, as it does there. */
  target(text: string): string {
    if (text.startsWith('/')) return this.root + text;
    return RealFolder.stays(text) ? text : `${this.root}/${text.replace(/^(?:\.\.\/)+/, '')}`;
  }

  /** Makes real calls, which must not be taken for the actor's: parts of them are functions that the seams have replaced. */
  call<T>(make: () => T): T {
    return runAsHarness(make);
  }

  /** Before each effect: makes here what the scenario has done meanwhile. */
  catchUp(): void {
    const { root, log } = this.volume;
    if (!this.isBehind && this.changes === log.changesByScenario) return;
    this.changes = log.changesByScenario;
    this.isBehind = false;
    this.call(() => makeAlike(this, root, this.inodes));
  }

  /** The simulated disk has changed in a way that was not done here. */
  fallBehind(): void {
    this.isBehind = true;
  }

  /** Takes the real file that stands for what an actor's process has just opened. */
  opened({ process }: Actor, simulated: number, fd: number): void {
    const file = this.files.add(process, simulated, fd);
    if (file !== undefined) this.isSame(file.inode.ino, fstatSync(fd).ino);
  }

  /** The real descriptor, or one that is not open. */
  fdOf({ process }: Actor, simulated: number): number {
    return this.files.get(process, simulated);
  }

  /** The same, which is about to be closed. */
  take({ process }: Actor, simulated: number): number {
    return this.files.take(process, simulated);
  }

  closeStale(): void {
    this.files.closeStale();
  }

  /** Keeps a descriptor until it is released, or the end. */
  hold(fd: number): number {
    this.held.add(fd);
    return fd;
  }

  release(fd: number): void {
    this.held.delete(fd);
    closeSync(fd);
  }

  /** Whether this simulated inode was that real one whenever it was looked at. */
  isSame(simulated: number, real: number): boolean {
    const known = this.inodes.get(simulated);
    if (known === undefined) this.inodes.set(simulated, real);
    return known === undefined || known === real;
  }

  /** After the last step: removes everything. Returns in what the two disks differ, if that is to be looked at; or null. */
  end(compares: boolean): string | null {
    try {
      if (!compares) return null;
      this.catchUp();
      return this.call(() => treeDifference(this, this.volume.root));
    } finally {
      this.call(() => this.remove());
    }
  }

  private remove(): void {
    this.files.closeAll();
    for (const fd of this.held) closeSync(fd);
    removeFolder(this.root);
  }
}
