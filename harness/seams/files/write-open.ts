import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { write } from '../../world/disk/file-calls.ts';
import type { Volume } from '../../world/disk/volume.ts';
import type { FileTouch } from './footprint.ts';
import { describeHalf, halfOf } from './halves.ts';
import { pathOfFd, touchOfFd } from './open-file.ts';
import { FileWork, type RealSide } from './work.ts';

// Taken in time: later it is the seam's.
const { writeSync } = fs;

/** A write to an open file: two halves, each an effect. */
export class WriteOpen extends FileWork {
  private readonly actor: Actor;
  private readonly fd: number;
  private readonly bytes: Buffer;
  private readonly position: number | null;
  /** What the caller gave, which it gets back. */
  private readonly given: unknown;
  private written = 0;
  /** What the last effect wrote began here. */
  private from = 0;

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
    this.from = written;
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

  /** What a real disk writes short of the half is told, as the simulated one would have to. */
  override onReal({ folder, actor, simulated }: RealSide): unknown {
    const { bytes, from } = this;
    const end = 'error' in simulated && from === 0 ? halfOf(bytes.length) : this.written;
    const position = this.position === null ? null : this.position + from;
    const count = writeSync(folder.fdOf(actor, this.fd), bytes, from, end - from, position);
    return count === end - from ? this.value : this.result(from + count);
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
