import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { close, open, readPath, readToEnd } from '../../world/disk/file-calls.ts';
import { FILE_MODE } from '../../world/disk/modes.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { flagsOf, type Target, targetOf } from './arguments.ts';
import type { FileTouch } from './footprint.ts';
import { pathOfFd, touchOfFd } from './open-file.ts';
import { encodingOf, type Options, optionsOf, throwIfAborted } from './options.ts';
import { FileWork, type RealSide } from './work.ts';

// Taken in time: later it is the seam's.
const { readFileSync } = fs;
const READ_FILE = kindNamed('readFile');

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

  /** By Node's own `readFileSync`, which is one effect here as it is there. */
  override onReal({ folder, actor }: RealSide): unknown {
    const { target, encoding } = this;
    const { flag } = this.options;
    const bytes =
      'fd' in target
        ? readFileSync(folder.fdOf(actor, target.fd))
        : readFileSync(folder.at(target.path), flag === undefined ? {} : { flag: flag as string });
    return encoding === undefined ? bytes : bytes.toString(encoding);
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
