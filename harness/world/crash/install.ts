import type { Inode } from '../disk/inode.ts';
import type { MicroOperation } from '../disk/log.ts';
import { childOf } from '../disk/path.ts';
import type { Volume } from '../disk/volume.ts';
import type { CrashedDirectory, CrashedInode } from './state.ts';

/**
 * Makes `state` what is on the disk, synced. Watchers are not told: no process did it, and what they would see on the way
 * never was on any disk.
 */
export function installState(volume: Volume, state: CrashedDirectory): void {
  volume.log.unwatched(() => {
    volume.clear();
    new Installation(volume).fill(volume.root, state, '/');
  });
}

class Installation {
  private readonly volume: Volume;
  private readonly made: Map<number, Inode> = new Map();

  constructor(volume: Volume) {
    this.volume = volume;
  }

  fill(directory: Inode, state: CrashedDirectory, path: string): void {
    for (const [name, child] of state.entries) this.add(directory, name, child, childOf(path, name));
    this.setAttributes(directory, state, path);
  }

  private add(parent: Inode, name: string, state: CrashedInode, path: string): void {
    const { volume } = this;
    if (parent.kind !== 'directory') return;
    const place = { parent, name, inode: undefined };
    const known = this.made.get(state.ino);
    if (known !== undefined) {
      volume.link(null, place, known, path);
      return;
    }
    const inode = volume.create(null, place, contentOf(state), path);
    this.made.set(state.ino, inode);
    if (state.kind === 'directory') {
      this.fill(inode, state, path);
      return;
    }
    if (state.kind === 'file' && inode.kind === 'file') {
      volume.write(null, inode, 0, Buffer.from(state.bytes, 'latin1'), path);
    }
    this.setAttributes(inode, state, path);
  }

  private setAttributes(inode: Inode, { modifiedAt, attributes }: CrashedInode, path: string): void {
    const wallClock = this.volume.startedAt + modifiedAt;
    this.volume.setTimes(null, inode, wallClock, wallClock, path);
    for (const attribute of attributes) setAttribute(this.volume, inode, attribute, path);
  }
}

function contentOf(state: CrashedInode): Parameters<Volume['create']>[2] {
  const owner = state.owner === undefined ? {} : { owner: state.owner };
  if (state.kind === 'symlink') return { kind: 'symlink', target: state.target, ...owner };
  return { kind: state.kind, mode: state.mode, ...owner };
}

function setAttribute(volume: Volume, inode: Inode, attribute: MicroOperation, path: string): void {
  if (attribute.kind === 'mode') volume.setMode(null, inode, attribute.mode, path);
  if (attribute.kind === 'owner') volume.setOwner(null, inode, attribute.uid, attribute.gid, path);
  if (attribute.kind === 'times') volume.setTimes(null, inode, attribute.atimeMs, attribute.mtimeMs, path);
}
