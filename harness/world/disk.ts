import { resolve } from 'node:path';
import { currentAccessLog } from '../engine/access-log.ts';
import { RacelineError } from '../engine/errors.ts';
import type { SimProcess } from '../engine/process.ts';
import { DISK_KEY } from '../engine/shared-keys.ts';
import { hashString } from '../engine/trace-hash.ts';
import { contentsAfterPowerLoss } from './crash/contents.ts';
import { installState } from './crash/install.ts';
import type { CrashProfile } from './crash/profile.ts';
import { type Choose, drawState } from './crash/state.ts';
import { DiskAliases } from './disk/aliases.ts';
import { makeDirectories, scandir } from './disk/directory-calls.ts';
import { type DiskFault, DiskFaults } from './disk/faults.ts';
import { type Inode, sortedNames } from './disk/inode.ts';

import type { DiskChange, DiskLog } from './disk/log.ts';
import { DIRECTORY_MODE, FILE_MODE } from './disk/modes.ts';
import { graft, hostNodeAt } from './disk/mounts.ts';
import { diskPath, parentOf } from './disk/path.ts';
import { FOLLOW, NO_FOLLOW } from './disk/place.ts';
import { removeTree } from './disk/remove-calls.ts';
import { Volume } from './disk/volume.ts';
import type { RealDisk } from './real-disk/real-disk.ts';

/** Contents that `contentsAfterPowerLoss` looks at by default. A registry file written a few times has tens. */
const STATES_MAX = 10_000;

/**
 * The in-memory disk that every simulated process of an execution shares, as the scenario sees it: it prepares files,
 * breaks calls, watches changes and reads what is left. All of it acts at once and is no step; paths are absolute.
 * What code under test does goes through the file seam instead.
 */
export class Disk {
  /** @internal Its tree of inodes. */
  readonly volume: Volume;
  /** @internal Stable names for made-up ones. */
  readonly aliases: DiskAliases = new DiskAliases();

  /** @internal Makes each effect by real system calls, too; null: none is made so. */
  real: RealDisk | null = null;

  /** @internal `wallClock`: ms since the epoch. */
  constructor(wallClock: () => number) {
    this.volume = new Volume(wallClock);
  }

  /** @internal Every change so far, in order, for costs and for crash models. */
  get log(): DiskLog {
    return this.volume.log;
  }

  /**
   * Makes or replaces a file, and the directories above it. It counts as synced.
   * @throws RacelineError ERR_USAGE if the path is a directory
   */
  write(path: string, content: string | Uint8Array): void {
    touchAll();
    const { volume } = this;
    const at = diskPath(path);
    this.aliases.keep(at);
    makeDirectories(volume, null, diskPath(parentOf(at.absolute)), DIRECTORY_MODE);
    const place = volume.place('write', at, FOLLOW);
    const inode = place.inode ?? volume.createFile(null, place, FILE_MODE, at);
    if (inode.kind !== 'file') throw notAFile(path);
    if (inode.size > 0) volume.truncate(null, inode, 0, at.absolute);
    volume.write(null, inode, 0, typeof content === 'string' ? Buffer.from(content) : content, at.absolute);
  }

  /**
   * Puts a real file or folder, templates beside the code for instance, on the disk at its own path, or at `at`. It can only be read:
   * who changes it fails with EROFS. It is as it was when it was first mounted, in every execution.
   * @throws Node's error if nothing is there; RacelineError ERR_USAGE if something is on the disk already, or it has over 2,000 files
   */
  mount(path: string, at: string = path): void {
    touchAll();
    const { volume } = this;
    const where = diskPath(at);
    const node = hostNodeAt(resolve(path));
    makeDirectories(volume, null, diskPath(parentOf(where.absolute)), DIRECTORY_MODE);
    const { parent, name, inode } = volume.place('mount', where, FOLLOW);
    if (inode !== undefined) throw alreadyThere(at);
    graft(volume, parent, name, node, where.absolute);
    volume.mounts.push(where.absolute);
  }

  /** Makes a directory, and those above it. */
  mkdir(path: string): void {
    touchAll();
    const at = diskPath(path);
    this.aliases.keep(at);
    makeDirectories(this.volume, null, at, DIRECTORY_MODE);
  }

  /** The file's text; undefined if there is no such file. */
  read(path: string): string | undefined {
    const inode = this.look(path);
    return inode?.kind === 'file' ? inode.text() : undefined;
  }

  /** Whether anything is at the path, a directory as well. */
  exists(path: string): boolean {
    return this.look(path) !== undefined;
  }

  /** What is at the path. A step that asks reads what a file operation would (see seams/files/footprint.ts). */
  private look(path: string): Inode | undefined {
    const { volume } = this;
    const at = diskPath(path);
    const place = volume.find(at, FOLLOW);
    const inode = typeof place === 'string' ? undefined : place.inode;
    const log = currentAccessLog();
    if (log === null) return inode;
    if (volume.hasSymlinks || inode?.kind === 'directory') touchAll();
    for (let name = at.absolute; name !== '/'; name = parentOf(name)) log.reads(hashString(`file:${name}`));
    // Operations on a path with a made-up name log it by itself.
    log.reads(hashString(at.absolute));
    if (inode?.hasOtherNames === true) log.reads(hashString(`inode:${inode.ino}`));
    return inode;
  }

  /** Removes a file, or a directory with everything in it. Fine if there is none. */
  remove(path: string): void {
    touchAll();
    const at = diskPath(path);
    const place = this.volume.find(at, NO_FOLLOW);
    if (typeof place !== 'string' && place.inode !== undefined) removeTree(this.volume, null, at);
  }

  /**
   * Sorted names in a directory; none if nothing is there.
   * @throws Node's ENOTDIR if it is a file
   */
  list(directory: string): string[] {
    touchAll();
    return this.exists(directory) ? sortedNames(scandir(this.volume, null, diskPath(directory))) : [];
  }

  /**
   * Lets calls of code under test fail, once unless the fault says otherwise. Returns the function that takes it back.
   * @throws RacelineError ERR_USAGE if no system call fails with that code
   */
  inject(fault: DiskFault): () => void {
    touchAll();
    this.volume.faults ??= new DiskFaults();
    return this.volume.faults.inject(fault);
  }

  /** Tells `listener` of every change from now on, right when it happens. Returns the function that ends it. */
  watch(listener: (change: DiskChange) => void): () => void {
    touchAll();
    return this.volume.log.watch(listener);
  }

  /** Number of files that the process holds open. */
  openFiles(process: SimProcess): number {
    touchAll();
    return this.volume.files(process).count;
  }

  /** @internal Its open files close; lock files and temporary files stay, half-written ones too. */
  processKilled(process: SimProcess): void {
    this.volume.closeAll(process);
  }

  /**
   * Every content that the file at `path` could have if the power failed right now (null: there is none). Changes nothing:
   * a property may ask after each acknowledgement. At most `statesMax` contents, 10,000 by default, are looked at;
   * `isComplete` says whether these were all.
   * @throws RacelineError ERR_USAGE after more changes than the log keeps
   */
  contentsAfterPowerLoss(
    path: string,
    profile: CrashProfile,
    options: { statesMax?: number } = {},
  ): {
    readonly contents: ReadonlySet<string | null>;
    /** False when there are more than `statesMax` (default 10,000): then no claim about all of them may rest on these. */
    readonly isComplete: boolean;
  } {
    touchAll();
    return contentsAfterPowerLoss(this.log, path, profile, options.statesMax ?? STATES_MAX);
  }

  /**
   * @internal The power fails: one of the possible disks, drawn with `choose`, replaces this one, and a recovery may start on it.
   * The processes that used it must be dead; see `env.powerLoss`.
   */
  powerLoss(profile: CrashProfile, choose: Choose): void {
    if (this.volume.isInUse) throw inUse();
    installState(this.volume, drawState(this.log, profile, choose));
  }
}

/** What a scenario does to the disk itself counts as touching all of it. */
function touchAll(): void {
  currentAccessLog()?.writes(DISK_KEY);
}

function alreadyThere(path: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `the scenario mounts something at ${path}`,
    why: 'that is on the simulated disk already',
    next: 'Mount before anything is written there, or mount it elsewhere: env.disk.mount(path, at).',
  });
}

function notAFile(path: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `the scenario wrote ${path}`,
    why: 'that is a directory',
    next: 'Choose another path, or remove it first.',
  });
}

function inUse(): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: 'the power failed while a living process has a file open',
    why: 'a power loss ends every process of the machine',
    next: 'Name all of them: env.powerLoss(profile, [gateway, cli]).',
  });
}
