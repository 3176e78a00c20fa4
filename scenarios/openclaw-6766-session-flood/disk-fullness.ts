import type { Env } from '../../harness/index.ts';
import type { Faults } from './workload.ts';

/**
 * Whether the disk can be to blame: told by the fault plan and by what came on the disk, not by what an implementation
 * says of its writes. The plan lets so many writes succeed, fails the next ones, and lets all later ones succeed.
 */
export class DiskFullness {
  private readonly plan: Faults['fullDisk'];
  private succeeded = 0;
  /** The first write after those that failed. */
  private recoveredAt: number | null = null;
  private lastChangeAt = Number.NEGATIVE_INFINITY;

  constructor(plan: Faults['fullDisk']) {
    this.plan = plan;
  }

  /** The disk has just been changed. */
  changed({ disk, now }: Env): void {
    this.lastChangeAt = now;
    if (this.plan === null || disk.log.entries.at(-1)?.kind !== 'write') return;
    this.succeeded++;
    if (this.succeeded > this.plan.after) this.recoveredAt ??= now;
  }

  /** Whether a write can have failed so far. */
  get canHaveFailed(): boolean {
    return this.plan !== null && this.succeeded >= this.plan.after;
  }

  /** Whether a write has failed for sure. */
  get hasFailed(): boolean {
    return this.recoveredAt !== null;
  }

  /** Whether somebody who says at `now` that the disk is full can have found that out in the `withinMs` before. */
  excuses(now: number, withinMs: number): boolean {
    if (!this.canHaveFailed || now - this.lastChangeAt > withinMs) return false;
    return this.recoveredAt === null || now - this.recoveredAt <= withinMs;
  }
}
