import type { Actor } from '../../engine/operation.ts';
import type { Kind } from '../../engine/resource.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import type { Disk } from '../../world/disk.ts';
import type { RealFolder } from '../../world/real-disk/real-folder.ts';
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

  /**
   * The effect that was made last, by real system calls. Returns what the call returns, if that was its last effect; throws what the
   * system reports.
   */
  abstract onReal(side: RealSide): unknown;

  abstract touches(): readonly FileTouch[];

  /** The paths that errors may name. */
  get paths(): readonly DiskPath[] {
    return [this.path];
  }

  /** Why it has no counterpart on a real disk; null: it has one. */
  get alone(): string | null {
    return null;
  }

  /** What the last effect was, for timelines: `first half, 12 of 23 bytes`. */
  describe(): string {
    return Array.isArray(this.value) ? `${this.value.length} names` : '';
  }

  /** What all effects together were. */
  describeAll(): string {
    return this.describe();
  }
}

/** What came of an effect on one of the disks. */
export type Outcome = { readonly value: unknown } | { readonly error: Error };

/** The real side of an effect that was made on the simulated disk. */
export interface RealSide {
  /** It stands for the disk. */
  readonly folder: RealFolder;
  readonly actor: Actor;
  readonly simulated: Outcome;
  /** A call that is one effect. */
  call(single: SingleCall): unknown;
}

export interface SingleCall {
  readonly name: string;
  readonly paths: readonly DiskPath[];
  /** As the code under test gave them, and what was made of them. */
  readonly args: readonly unknown[];
  readonly parsed: unknown;
  /** What the simulated disk gave. */
  readonly value: unknown;
}

/** Checks the arguments of a call and makes its work. Throws what Node refuses. */
export type MakeWork = (actor: Actor, args: readonly unknown[]) => FileWork;

/** The disk of the execution that the actor belongs to. */
export function diskOf(actor: Actor): Disk {
  return worldFor(actor.execution).disk;
}
