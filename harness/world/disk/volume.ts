import { currentAccessLog } from '../../engine/access-log.ts';
import { USER_ID } from '../../engine/account.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { DISK_KEY } from '../../engine/shared-keys.ts';
import { fileError } from './error.ts';
import type { DiskFaults } from './faults.ts';
import { DirectoryInode, type FileInode, type Inode, ROOT_INO } from './inode.ts';
import { DiskLog, type NewContent, type Owner } from './log.ts';
import { PERMISSIONS, ROOT_MODE, SCENARIO_UMASK } from './modes.ts';
import { makeInode } from './new-inode.ts';
import { OpenFiles } from './open-files.ts';
import type { DiskPath } from './path.ts';
import type { Place } from './place.ts';
import { walkFrom } from './walk.ts';
import type { Watches } from './watches.ts';

/** Numbers that one process has for its inodes. */
const INODES_MAX = 2 ** 32;

/**
 * The tree of inodes: finds paths and makes the few kinds of change that there are. Every change goes through here, is
 * stamped with virtual time and logged; what a system call checks first is in *-calls.ts.
 */
export class Volume {
  readonly wallClock: () => number;
  readonly root: DirectoryInode;
  readonly log: DiskLog = new DiskLog();
  faults: DiskFaults | null = null;
  /** Gives the root for paths in `/proc`, which are made as they are asked for; null where there are none. */
  proc: ((path: DiskPath) => DirectoryInode | null) | null = null;
  /** One file may then be reached by two paths that share no name. */
  hasSymlinks = false;
  /** A directory got another name while files were open: what is open below it is known by paths that no longer lead there. */
  hasMovedOpenFiles = false;
  /** Who watches files and directories; null: nobody ever did. */
  watches: Watches | null = null;
  /** Paths at which real files are mounted, read-only. */
  readonly mounts: string[] = [];
  /** Wall-clock time at virtual time 0, in ms. */
  readonly startedAt: number;
  /** Inodes made so far, by the process that made them: the order of processes does not rename everything. */
  private readonly made: Map<number, number> = new Map();
  private readonly openFiles: Map<SimProcess, OpenFiles> = new Map();

  constructor(wallClock: () => number) {
    this.wallClock = wallClock;
    this.startedAt = wallClock();
    this.root = new DirectoryInode(ROOT_INO, ROOT_MODE, this.startedAt, null);
  }

  /** The open files of a process. */
  files(process: SimProcess): OpenFiles {
    let files = this.openFiles.get(process);
    if (files === undefined) {
      files = new OpenFiles();
      this.openFiles.set(process, files);
    }
    return files;
  }

  closeAll(process: SimProcess): void {
    const files = this.openFiles.get(process);
    this.openFiles.delete(process);
    if (this.watches === null) return;
    this.watches.processEnded(process);
    for (const inode of files?.inodes ?? []) this.closed(inode);
  }

  /** Tells that one of its descriptors was closed: with the last one a file without a name is gone. */
  closed(inode: Inode): void {
    if (this.watches !== null && inode.nlink === 0 && !this.isOpen(inode)) this.watches.gone(inode);
  }

  private isOpen(inode: Inode): boolean {
    for (const files of this.openFiles.values()) if (files.has(inode)) return true;
    return false;
  }

  /** Whether some process still has a file open. */
  get isInUse(): boolean {
    for (const files of this.openFiles.values()) if (files.count > 0) return true;
    return false;
  }

  /** Begins again with an empty disk, and a log of it. Inode numbers go on, so that none means two things. */
  clear(): void {
    this.log.clear();
    this.watches = null;
    this.root.entries.clear();
    this.root.nlink = 2;
  }

  /** Follows `path`; a string is the code of the error. `follows`: also a symbolic link in last place. */
  find(path: DiskPath, follows: boolean): Place | string {
    // What a scenario has put there itself is all that there is.
    if (path.isInProc && this.proc !== null && !this.root.entries.has('proc')) {
      return walkFrom(this.proc(path) ?? this.root, path, follows);
    }
    return walkFrom(this.root, path, follows);
  }

  /** As `find`, throwing the error that `call` gives. */
  place(call: string, path: DiskPath, follows: boolean, to?: DiskPath): Place {
    const found = this.find(path, follows);
    if (typeof found === 'string') throw fileError(found, call, path.given, to?.given);
    return found;
  }

  /** The inode at `path`, which must exist. */
  inode(call: string, path: DiskPath, follows: boolean): Inode {
    const { inode } = this.place(call, path, follows);
    if (inode === undefined) throw fileError('ENOENT', call, path.given);
    return inode;
  }

  private nextIno(caller: Actor | null): number {
    const whose = caller === null ? 0 : caller.process.index + 1;
    const count = (this.made.get(whose) ?? 0) + 1;
    this.made.set(whose, count);
    return whose * INODES_MAX + count + ROOT_INO;
  }

  create(caller: Actor | null, place: Place, asked: NewContent, path: string): Inode {
    const now = this.wallClock();
    const owner = ownerBy(caller) ?? asked.owner;
    const content = owner === undefined ? asked : { ...asked, owner };
    const inode = makeInode(this.nextIno(caller), content, now, place.parent);
    if (inode.kind === 'symlink') {
      this.hasSymlinks = true;
      currentAccessLog()?.writes(DISK_KEY);
    }
    if (inode.kind === 'directory') place.parent.nlink++;
    place.parent.entries.set(place.name, inode);
    this.touchDirectory(place.parent, now);
    this.log.append({
      kind: 'create',
      ...this.stamp(caller, path, inode),
      parent: place.parent.ino,
      name: place.name,
      content,
    });
    this.watches?.named(place.parent, place.name, inode);
    return inode;
  }

  /** A new file with what the umask leaves of `mode`. */
  createFile(caller: Actor | null, place: Place, mode: number, path: DiskPath): FileInode {
    return this.create(caller, place, { kind: 'file', mode: allowed(caller, mode) }, path.absolute) as FileInode;
  }

  /** A new directory, in the same way. */
  createDirectory(caller: Actor | null, place: Place, mode: number, path: DiskPath): void {
    this.create(caller, place, { kind: 'directory', mode: allowed(caller, mode) }, path.absolute);
  }

  link(caller: Actor | null, place: Place, inode: Inode, path: string): void {
    const now = this.wallClock();
    place.parent.entries.set(place.name, inode);
    inode.nlink++;
    inode.ctimeMs = now;
    inode.hasOtherNames = true;
    this.touchDirectory(place.parent, now);
    this.log.append({
      kind: 'link',
      ...this.stamp(caller, path, inode),
      parent: place.parent.ino,
      name: place.name,
    });
    this.watches?.linked(place.parent, place.name, inode);
  }

  remove(caller: Actor | null, parent: DirectoryInode, name: string, inode: Inode, path: string): void {
    const now = this.wallClock();
    parent.entries.delete(name);
    this.release(inode, parent, now);
    this.touchDirectory(parent, now);
    this.log.append({ kind: 'remove', ...this.stamp(caller, path, inode), parent: parent.ino, name });
    if (this.watches === null) return;
    this.watches.removed(parent, name, inode);
    this.closed(inode);
  }

  rename(caller: Actor | null, from: Place, inode: Inode, to: Place, path: string, toPath: string): void {
    const now = this.wallClock();
    from.parent.entries.delete(from.name);
    if (to.inode !== undefined) this.release(to.inode, to.parent, now);
    to.parent.entries.set(to.name, inode);
    if (inode.kind === 'directory') {
      from.parent.nlink--;
      to.parent.nlink++;
      inode.parent = to.parent;
      if (this.isInUse) this.noteMovedOpenFiles();
    }
    inode.ctimeMs = now;
    inode.hasOtherNames = true;
    this.touchDirectory(from.parent, now);
    this.touchDirectory(to.parent, now);
    this.log.append({
      kind: 'rename',
      ...this.stamp(caller, path, inode),
      parent: from.parent.ino,
      name: from.name,
      toParent: to.parent.ino,
      toName: to.name,
      to: toPath,
      replaced: to.inode?.ino ?? null,
    });
    if (this.watches === null) return;
    this.watches.renamed(from, to, inode);
    if (to.inode !== undefined) this.closed(to.inode);
  }

  write(caller: Actor | null, inode: FileInode, offset: number, bytes: Uint8Array, path: string): void {
    if (bytes.length === 0) return;
    inode.write(offset, bytes);
    inode.mtimeMs = inode.ctimeMs = this.wallClock();
    this.log.append({ kind: 'write', ...this.stamp(caller, path, inode), offset, bytes: Buffer.from(bytes) });
    this.watches?.changed(inode, path, 'modified');
  }

  truncate(caller: Actor | null, inode: FileInode, size: number, path: string): void {
    inode.resize(size);
    inode.mtimeMs = inode.ctimeMs = this.wallClock();
    this.log.append({ kind: 'truncate', ...this.stamp(caller, path, inode), size });
    this.watches?.changed(inode, path, 'modified');
  }

  setMode(caller: Actor | null, inode: Inode, permissions: number, path: string): void {
    inode.mode = (inode.mode & ~PERMISSIONS) | (permissions & PERMISSIONS);
    inode.ctimeMs = this.wallClock();
    this.log.append({ kind: 'mode', ...this.stamp(caller, path, inode), mode: inode.mode });
    this.watches?.changed(inode, path, 'attributes');
  }

  setOwner(caller: Actor | null, inode: Inode, uid: number, gid: number, path: string): void {
    if (uid !== KEEP_OWNER) inode.uid = uid;
    if (gid !== KEEP_OWNER) inode.gid = gid;
    inode.ctimeMs = this.wallClock();
    this.log.append({ kind: 'owner', ...this.stamp(caller, path, inode), uid: inode.uid, gid: inode.gid });
    this.watches?.changed(inode, path, 'attributes');
  }

  setTimes(caller: Actor | null, inode: Inode, atimeMs: number, mtimeMs: number, path: string): void {
    inode.atimeMs = atimeMs;
    inode.mtimeMs = mtimeMs;
    inode.ctimeMs = this.wallClock();
    this.log.append({ kind: 'times', ...this.stamp(caller, path, inode), atimeMs, mtimeMs });
    this.watches?.changed(inode, path, 'attributes');
  }

  sync(caller: Actor | null, inode: Inode, isDataOnly: boolean, path: string): void {
    this.log.append({ kind: 'sync', ...this.stamp(caller, path, inode), isDataOnly });
  }

  private noteMovedOpenFiles(): void {
    this.hasMovedOpenFiles = true;
    currentAccessLog()?.writes(DISK_KEY);
  }

  /** One name less leads to `inode`. */
  private release(inode: Inode, parent: DirectoryInode, now: number): void {
    if (inode.kind === 'directory') {
      inode.nlink = 0;
      parent.nlink--;
    } else {
      inode.nlink--;
    }
    inode.ctimeMs = now;
  }

  private touchDirectory(directory: DirectoryInode, now: number): void {
    directory.mtimeMs = now;
    directory.ctimeMs = now;
  }

  private stamp(
    actor: Actor | null,
    path: string,
    inode: Inode,
  ): { process: SimProcess | null; actor: Actor | null; at: number; path: string; ino: number } {
    const process = actor === null ? null : actor.process;
    return { process, actor, at: this.wallClock() - this.startedAt, path, ino: inode.ino };
  }
}

function allowed(caller: Actor | null, mode: number): number {
  return mode & ~(caller?.process.account.umask ?? SCENARIO_UMASK);
}

/** `chown` leaves the owner or group alone that is given as -1. */
const KEEP_OWNER = -1;

/** Whose a new file is, if it is not the default user's. */
function ownerBy(caller: Actor | null): Owner | undefined {
  if (caller === null) return undefined;
  const { euid, egid } = caller.process.account;
  return euid === USER_ID && egid === USER_ID ? undefined : [euid, egid];
}
