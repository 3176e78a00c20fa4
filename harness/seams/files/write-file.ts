import fs from 'node:fs';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { close, open, sync, write } from '../../world/disk/file-calls.ts';
import type { OpenFlags } from '../../world/disk/flags.ts';
import { FILE_MODE } from '../../world/disk/modes.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { flagsOf, modeOf, targetOf } from './arguments.ts';
import type { FileTouch } from './footprint.ts';
import { describeHalf, halfOf } from './halves.ts';
import { pathOfFd, touchOfFd } from './open-file.ts';
import { bytesOf, encodingOf, type Options, optionsOf, throwIfAborted } from './options.ts';
import { FileWork, type RealSide } from './work.ts';

// Taken in time: later they are the seam's.
const { closeSync, fsyncSync, openSync, writeSync } = fs;

const WRITE_FILE = kindNamed('writeFile');
const APPEND_FILE = kindNamed('appendFile');

/** Whether an abort after the call is noticed once all is written, which rejects all the same; before Node 26 once the file is open. */
const LOOKS_LATE = NODE_MAJOR >= 26;

type Stage = 'open' | 'first half' | 'second half' | 'sync' | 'close' | 'done';

/**
 * `writeFile` and `appendFile`: open (and truncate), first half of the bytes, second half, close; each an effect of its
 * own, so that a reader in between sees the torn file, as it may with a real kernel, and a kill leaves it torn.
 */
export class WriteFile extends FileWork {
  private readonly actor: Actor;
  private readonly bytes: Buffer;
  private readonly options: Options;
  private readonly flags: OpenFlags;
  private readonly mode: number;
  /** The signal was aborted before the call: the file is not even opened. */
  private readonly isAborted: boolean;
  /** Whether the file is ours to open and close. */
  private readonly ownsFile: boolean;
  private fd = -1;
  private stage: Stage;
  private made: Stage = 'open';

  constructor(actor: Actor, args: readonly unknown[], how: 'write' | 'append') {
    const target = targetOf(args[0]);
    super(how === 'write' ? WRITE_FILE : APPEND_FILE, 'path' in target ? target.path : pathOfFd(actor, target.fd));
    this.actor = actor;
    this.options = optionsOf(args[2]);
    this.bytes = bytesOf(args[1], encodingOf(this.options));
    this.flags = flagsOf(this.options.flag, how === 'write' ? 'w' : 'a');
    this.mode = modeOf(this.options.mode, FILE_MODE);
    this.isAborted = this.options.signal instanceof AbortSignal && this.options.signal.aborted;
    this.ownsFile = 'path' in target;
    this.stage = this.ownsFile ? 'open' : 'first half';
    if ('fd' in target) this.fd = target.fd;
  }

  override effect(volume: Volume, actor: Actor): 'again' | 'deliver' {
    this.made = this.stage;
    try {
      this.stage = this.act(volume, actor);
    } catch (error) {
      if (this.ownsFile && this.made !== 'open' && this.made !== 'close') close(volume, actor, this.fd);
      throw error;
    }
    return this.stage === 'done' ? 'deliver' : 'again';
  }

  /** Half by half: the real file is torn at the same place. */
  override onReal(side: RealSide): undefined {
    const { folder, actor } = side;
    const { bytes, made } = this;
    const half = halfOf(bytes.length);
    if (made === 'open') this.openReally(side);
    else if (made === 'first half') writeSync(folder.fdOf(actor, this.fd), bytes, 0, half, null);
    else if (made === 'second half') writeSync(folder.fdOf(actor, this.fd), bytes, half, bytes.length - half, null);
    else if (made === 'sync') fsyncSync(folder.fdOf(actor, this.fd));
    else closeSync(folder.take(actor, this.fd));
    return undefined;
  }

  private openReally({ folder, actor, simulated }: RealSide): void {
    const flags = (this.options.flag ?? (this.kind === WRITE_FILE ? 'w' : 'a')) as string;
    const fd = openSync(folder.at(this.path), flags, this.mode);
    if ('error' in simulated) closeSync(fd);
    else folder.opened(actor, this.fd, fd);
  }

  override touches(): readonly FileTouch[] {
    if (this.stage === 'open') return [{ path: this.path, how: this.flags.creates ? 'creates' : 'writes' }];
    return touchOfFd(this.actor, this.fd, 'writes');
  }

  override describe(): string {
    const { made, bytes } = this;
    if (made === 'first half') return describeHalf(made, halfOf(bytes.length), bytes.length);
    if (made === 'second half') return describeHalf(made, bytes.length, bytes.length);
    return made;
  }

  override describeAll(): string {
    return `${this.bytes.length} bytes`;
  }

  /** Makes the stage at hand and returns the next one. */
  private act(volume: Volume, actor: Actor): Stage {
    const { bytes } = this;
    switch (this.stage) {
      case 'open':
        if (this.isAborted) throwIfAborted(this.options);
        this.fd = open(volume, actor, this.path, this.flags, this.mode);
        return bytes.length > 0 ? 'first half' : this.afterBytes();
      case 'first half':
        if (!LOOKS_LATE) throwIfAborted(this.options);
        if (bytes.length > 0) write(volume, actor, this.fd, bytes.subarray(0, halfOf(bytes.length)), null);
        return bytes.length > 1 ? 'second half' : this.afterBytes();
      case 'second half':
        write(volume, actor, this.fd, bytes.subarray(halfOf(bytes.length)), null);
        return this.afterBytes();
      case 'sync':
        sync(volume, actor, this.fd, 'fsync');
        return this.ownsFile ? 'close' : 'done';
      default:
        close(volume, actor, this.fd);
        return 'done';
    }
  }

  private afterBytes(): Stage {
    if (LOOKS_LATE) throwIfAborted(this.options);
    if (this.options.flush === true) return 'sync';
    return this.ownsFile ? 'close' : 'done';
  }
}
