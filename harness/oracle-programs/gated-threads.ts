import type { Actor } from '../actor.ts';
import type { Env } from '../env.ts';
import { DELIVERY, FOREVER, type Footprint, kindNamed, Operation, resourceNamed } from '../operation.ts';
import type { Access, Thread } from './program.ts';

/** `gated`: every access waits for the scheduler. `atomic`: nothing is awaited between a thread's accesses. */
export type Gating = 'gated' | 'atomic';

/** One access, waiting for its step. */
class AccessOperation extends Operation {
  readonly access: Access;
  isIssued = false;
  private readonly resolve: () => void;

  constructor(actor: Actor, access: Access, resolve: () => void) {
    const { now } = actor.execution;
    super(actor, kindNamed(access.kind), resourceNamed(access.resource), DELIVERY, now, FOREVER);
    this.access = access;
    this.resolve = resolve;
  }

  override deliver(): void {
    this.resolve();
  }

  override footprint(): Footprint {
    const { kind, resource } = this.access;
    if (kind === 'local') return { reads: [], writes: [] };
    return kind === 'read' || kind === 'join' ? { reads: [resource], writes: [] } : { reads: [], writes: [resource] };
  }
}

/** Runs the threads of a program as actors whose every access is one step of the engine. */
export class GatedThreads {
  /** The first assertion that did not hold; the execution ends with it. */
  failure: string | null = null;
  private readonly env: Env;
  private readonly gating: Gating;
  /** Next access of each thread that waits for one, blocked ones included. */
  private readonly waiting: Set<AccessOperation> = new Set();

  constructor(env: Env, gating: Gating) {
    this.env = env;
    this.gating = gating;
  }

  /**
   * Begins a thread without a start step: up to its first access it touches nothing, so the access is its first step
   * and the figures, which count accesses, hold as they stand. A process each, so that footprints say all.
   */
  begin(name: string, thread: Thread): void {
    this.env.actor(name, this.env.process(name), (actor) => this.run(actor, thread()), { atOnce: true });
  }

  /** An assertion does not hold: nothing else runs. */
  fail(message: string): void {
    this.failure ??= message;
    this.env.excuseUnfinished();
    for (const operation of this.waiting) this.env.execution.cancel(operation);
    this.waiting.clear();
  }

  private async run(actor: Actor, accesses: Generator<Access, void, void>): Promise<void> {
    let isFirst = true;
    for (const access of accesses) {
      if (this.failure !== null) return;
      if (this.gating === 'atomic' && !isFirst && isEnabled(access)) continue;
      isFirst = false;
      await this.step(actor, access);
    }
    this.admit();
  }

  private step(actor: Actor, access: Access): Promise<void> {
    return new Promise((resolve) => {
      const operation: AccessOperation = new AccessOperation(actor, access, () => {
        this.waiting.delete(operation);
        resolve();
      });
      this.waiting.add(operation);
      this.admit();
    });
  }

  /** Issues the operations that the last step enabled and withdraws those that it disabled. */
  private admit(): void {
    const { execution } = this.env;
    for (const operation of this.waiting) {
      const isWanted = isEnabled(operation.access);
      if (isWanted === operation.isIssued) continue;
      operation.isIssued = isWanted;
      if (isWanted) execution.reissue(operation, execution.now, FOREVER);
      else execution.cancel(operation);
    }
  }
}

function isEnabled(access: Access): boolean {
  return access.isEnabled === undefined || access.isEnabled();
}
