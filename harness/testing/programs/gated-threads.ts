import { type AccessLog, BLOCKS, currentAccessLog, ENABLES, READ, takesOneOf, WRITE } from '../../engine/access-log.ts';
import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, FOREVER, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { hashString } from '../../engine/trace-hash.ts';
import type { Env } from '../../scenario/env.ts';
import type { Access, Thread } from './program.ts';

/** `gated`: every access waits for the scheduler. `atomic`: nothing is awaited between a thread's accesses. */
export type Gating = 'gated' | 'atomic';

/** How an access counts for partial-order reduction. */
const MODES: Readonly<Record<Exclude<Access['kind'], 'lock'>, number>> = {
  read: READ,
  write: WRITE,
  local: READ,
  unlock: WRITE | ENABLES,
  join: READ | BLOCKS,
};

/** One access, waiting for its step. */
class AccessOperation extends Operation {
  private readonly access: Access;
  private readonly resolve: () => void;

  constructor(actor: Actor, access: Access, resolve: () => void) {
    const { now } = actor.execution;
    const [earliest, latest] = access.windowMs ?? [0, FOREVER];
    super(actor, kindNamed(access.kind), resourceNamed(access.resource), DELIVERY, now + earliest, now + latest);
    this.access = access;
    this.mayBlock = access.isEnabled !== undefined;
    this.resolve = resolve;
  }

  override isBlocked(): boolean {
    return !isEnabled(this.access);
  }

  override deliver(): void {
    this.resolve();
  }

  override footprint(): Footprint {
    const { kind, resource } = this.access;
    if (kind === 'local') return NOTHING;
    return kind === 'read' || kind === 'join' ? { reads: [resource], writes: [] } : { reads: [], writes: [resource] };
  }

  override logAccesses(log: AccessLog): void {
    if (this.access.kind !== 'local') log.add(this.resource.hash, modeOf(this.access));
    for (const resource of this.access.also ?? []) log.writes(hashString(resource));
  }
}

/** Runs the threads of a program as actors whose every access is one step of the engine. */
export class GatedThreads {
  /** The first assertion that did not hold. */
  failure: string | null = null;
  private hasEnded = false;
  private readonly env: Env;
  private readonly gating: Gating;
  /** Next access of each thread that has one, blocked ones included. */
  private readonly waiting: Set<AccessOperation> = new Set();

  private readonly processes: Map<string, SimProcess> = new Map();

  constructor(env: Env, gating: Gating) {
    this.env = env;
    this.gating = gating;
  }

  /**
   * Begins a thread without a start step: up to its first access it touches nothing, so the access is its first step
   * and the figures, which count accesses, hold as they stand.
   */
  begin(name: string, thread: Thread): void {
    const process = this.env.process(name);
    this.processes.set(name, process);
    this.env.actor(name, process, (actor) => this.run(actor, thread()), { atOnce: true });
  }

  /** Ends a thread at once, wherever it is. */
  kill(name: string): void {
    const process = this.processes.get(name);
    if (process !== undefined) this.env.kill(process);
  }

  /** An assertion does not hold: nothing else runs, unless the program goes on. */
  fail(message: string, goesOn: boolean = false): void {
    this.failure ??= message;
    if (goesOn) return;
    this.hasEnded = true;
    this.env.excuseUnfinished();
    for (const operation of this.waiting) this.env.execution.cancel(operation);
    this.waiting.clear();
  }

  private async run(actor: Actor, accesses: Generator<Access, void, void>): Promise<void> {
    let isFirst = true;
    for (const access of accesses) {
      if (this.hasEnded) return;
      if (this.gating === 'atomic' && !isFirst && isEnabled(access)) {
        logLate(access);
        continue;
      }
      isFirst = false;
      await this.step(actor, access);
    }
  }

  private step(actor: Actor, access: Access): Promise<void> {
    return new Promise((resolve) => {
      const operation: AccessOperation = new AccessOperation(actor, access, () => {
        this.waiting.delete(operation);
        resolve();
      });
      this.waiting.add(operation);
      this.env.execution.issue(operation);
    });
  }
}

/** An access that is part of the step in progress. */
function logLate(access: Access): void {
  if (access.kind !== 'local') currentAccessLog()?.add(hashString(access.resource), modeOf(access));
}

function modeOf({ kind, capacity = 1 }: Access): number {
  return kind === 'lock' ? takesOneOf(capacity) : MODES[kind];
}

function isEnabled(access: Access): boolean {
  return access.isEnabled === undefined || access.isEnabled();
}
