import { invariant } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';
import type { Kind } from '../../engine/resource.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import type { Disk } from '../../world/disk.ts';
import { worldOf } from '../../world/world.ts';
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

/** Work of one effect: `act` with what `parse` made of the arguments. */
export class SingleEffect<Parsed> extends FileWork {
  private readonly touched: readonly FileTouch[];
  private readonly parsed: Parsed;
  private readonly act: (volume: Volume, actor: Actor, parsed: Parsed) => unknown;

  constructor(
    kind: Kind,
    path: DiskPath,
    touched: readonly FileTouch[],
    parsed: Parsed,
    act: (volume: Volume, actor: Actor, parsed: Parsed) => unknown,
  ) {
    super(kind, path);
    this.touched = touched;
    this.parsed = parsed;
    this.act = act;
  }

  override effect(volume: Volume, actor: Actor): 'deliver' {
    this.value = this.act(volume, actor, this.parsed);
    return 'deliver';
  }

  override touches(): readonly FileTouch[] {
    return this.touched;
  }
}

export function diskOf(actor: Actor): Disk {
  const world = worldOf(actor.execution);
  invariant(world !== null, 'seams are armed only for executions that have a world');
  return world.disk;
}
