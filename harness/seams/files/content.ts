import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { close, open, readPath, readToEnd, sync, write } from '../../world/disk/file-calls.ts';
import type { OpenFlags } from '../../world/disk/flags.ts';
import { FILE_MODE } from '../../world/disk/modes.ts';
import { type DiskPath, diskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import {
  abortError,
  bytesOf,
  encodingOf,
  flagsOf,
  modeOf,
  type Options,
  optionsOf,
  signalOf,
  type Target,
  targetOf,
} from './arguments.ts';
import type { FileTouch } from './footprint.ts';
import { diskOf, FileWork } from './work.ts';

const READ_FILE = kindNamed('readFile');
const WRITE_FILE = kindNamed('writeFile');
const APPEND_FILE = kindNamed('appendFile');

/** The path by which an open file is known; that of no file for a bad descriptor. */
export function pathOfFd(actor: Actor, fd: number): DiskPath {
  return diskOf(actor).volume.files(actor.process).get(fd)?.path ?? NO_FILE;
}

const NO_FILE = diskPath('/(closed)');

/** What a call on an open file touches. */
export function touchOfFd(actor: Actor, fd: number, how: FileTouch['how']): readonly FileTouch[] {
  const file = diskOf(actor).volume.files(actor.process).get(fd);
  return file === undefined ? [] : [{ path: file.path, how, inode: file.inode }];
}

/** `readFile`: one effect, in which the bytes are what they are. */
export class ReadFile extends FileWork {
  private readonly target: Target;
  private readonly options: Options;
  private readonly encoding: BufferEncoding | undefined;
  private readonly actor: Actor;

  constructor(actor: Actor, args: readonly unknown[]) {
    const target = targetOf(args[0]);
    super(READ_FILE, 'path' in target ? target.path : pathOfFd(actor, target.fd));
    this.actor = actor;
    this.target = target;
    this.options = optionsOf(args[1]);
    this.encoding = encodingOf(this.options);
  }

  override effect(volume: Volume, actor: Actor): 'deliver' {
    const { options, encoding } = this;
    throwIfAborted(options);
    if (options.flag === undefined && 'path' in this.target) {
      const inode = readPath(volume, actor, this.target.path);
      this.value = encoding === undefined ? inode.content() : inode.bytes.toString(encoding, 0, inode.size);
    } else {
      const bytes = this.readOpen(volume, actor);
      this.value = encoding === undefined ? bytes : bytes.toString(encoding);
    }
    return 'deliver';
  }

  override touches(): readonly FileTouch[] {
    if ('fd' in this.target) return touchOfFd(this.actor, this.target.fd, 'reads');
    return [{ path: this.path, how: this.options.flag === undefined ? 'reads' : 'creates' }];
  }

  override describe(): string {
    const { value } = this;
    const bytes = typeof value === 'string' ? Buffer.byteLength(value, this.encoding) : (value as Buffer).length;
    return `${bytes} bytes`;
  }

  private readOpen(volume: Volume, actor: Actor): Buffer {
    const { target } = this;
    if ('fd' in target) return readToEnd(volume, actor, target.fd);
    const fd = open(volume, actor, target.path, flagsOf(this.options.flag, 'r'), FILE_MODE);
    try {
      return readToEnd(volume, actor, fd);
    } finally {
      close(volume, actor, fd);
    }
  }
}

function throwIfAborted(options: Options): void {
  if (options.signal === undefined) return;
  const signal = signalOf(options);
  if (signal?.aborted === true) throw abortError(signal);
}

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
        throwIfAborted(this.options);
        this.fd = open(volume, actor, this.path, this.flags, this.mode);
        return bytes.length > 0 ? 'first half' : this.afterBytes();
      case 'first half':
        throwIfAborted(this.options);
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
    if (this.options.flush === true) return 'sync';
    return this.ownsFile ? 'close' : 'done';
  }
}

/** What goes out in the first of two writes. */
export function halfOf(length: number): number {
  return length > 1 ? length >> 1 : length;
}

export function describeHalf(which: string, bytes: number, all: number): string {
  return all > 1 ? `${which}, ${bytes} of ${all} bytes` : `${all} bytes`;
}

/** A write to an open file: two halves, each an effect. */
export class WriteOpen extends FileWork {
  private readonly actor: Actor;
  private readonly fd: number;
  private readonly bytes: Buffer;
  private readonly position: number | null;
  /** What the caller gave, which it gets back. */
  private readonly given: unknown;
  private written = 0;

  constructor(
    actor: Actor,
    kind: 'write' | 'writev',
    setup: { fd: number; bytes: Buffer; position: number | null; given: unknown },
  ) {
    super(kindNamed(kind), pathOfFd(actor, setup.fd));
    this.actor = actor;
    this.fd = setup.fd;
    this.bytes = setup.bytes;
    this.position = setup.position;
    this.given = setup.given;
  }

  override effect(volume: Volume, actor: Actor): 'again' | 'deliver' {
    const { bytes, written } = this;
    const end = written === 0 ? halfOf(bytes.length) : bytes.length;
    const position = this.position === null ? null : this.position + written;
    try {
      write(volume, actor, this.fd, bytes.subarray(written, end), position);
      this.written = end;
    } catch (error) {
      // The kernel reports what went out before the disk was full as a short write, not as an error.
      if (written === 0) throw error;
      this.value = this.result(written);
      return 'deliver';
    }
    this.value = this.result(end);
    return end < bytes.length ? 'again' : 'deliver';
  }

  private result(bytesWritten: number): unknown {
    const { given } = this;
    return this.kind.name === 'writev' ? { bytesWritten, buffers: given } : { bytesWritten, buffer: given };
  }

  override touches(): readonly FileTouch[] {
    return touchOfFd(this.actor, this.fd, 'writes');
  }

  override describe(): string {
    const { written, bytes } = this;
    return describeHalf(written < bytes.length ? 'first half' : 'second half', written, bytes.length);
  }

  override describeAll(): string {
    return `${this.written} bytes`;
  }
}
