import type { Actor } from '../../engine/operation.ts';
import type { Kind } from '../../engine/resource.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import type { Disk } from '../../world/disk.ts';
import { worldFor } from '../../world/world.ts';
import type { FileTouch } from './footprint.ts';

/**
 * What one file call does to the disk, in one or more effects. An asynchronous call is a FileOperation that makes each
 * effect in a step of its own; a synchronous one makes them all at once.
 */
export abstract class FileWork {
  readonly kind: Kind;
  /** Names the operation's resource. */
  readonly path: DiskPath;
  /** What the call returns, once its effects are complete. */
  value: unknown = undefined;

  constructor(kind: Kind, path: DiskPath) {
    this.kind = kind;
    this.path = path;
  }

  /** Makes the next effect. Throws what the call fails with; no effect follows then. */
  abstract effect(volume: Volume, actor: Actor): 'again' | 'deliver';

  abstract touches(): readonly FileTouch[];

  /** What the last effect was, for timelines: `first half, 12 of 23 bytes`. */
  describe(): string {
    return Array.isArray(this.value) ? `${this.value.length} names` : '';
  }

  /** What all effects together were. */
  describeAll(): string {
    return this.describe();
  }
}

/** Checks the arguments of a call and makes its work. Throws what Node refuses. */
export type MakeWork = (actor: Actor, args: readonly unknown[]) => FileWork;

/** The disk of the execution that the actor belongs to. */
export function diskOf(actor: Actor): Disk {
  return worldFor(actor.execution).disk;
}
