import { ENGINE_PROPERTIES } from '../run/judge.ts';
import type { ExploreOptions } from './explore-options.ts';
import type { JobFindings } from './job-findings.ts';

/**
 * Notices when nothing is left to decide: every property that the scenario declares is broken (of one that declares none,
 * every one of the engine's), or a named bound or a leak has ended executions, after which nothing can be said to hold.
 */
export class Bail {
  private readonly open: Set<string>;
  private canHold = true;

  constructor(declared: readonly string[]) {
    this.open = new Set(declared.length > 0 ? declared : ENGINE_PROPERTIES);
  }

  get isDone(): boolean {
    return this.open.size === 0 || !this.canHold;
  }

  broken(property: string): void {
    this.open.delete(property);
  }

  nothingHolds(): void {
    this.canHold = false;
  }
}

/**
 * The same for jobs that are finished in any order: what counts is the shortest sequence of them, from the first on, after
 * which nothing is left to decide. So it does not matter who made them, and which others were made meanwhile.
 */
export class BailInOrder {
  private readonly bail: Bail;
  private readonly order: Iterator<number>;
  private next: number | null;
  private last = Number.POSITIVE_INFINITY;

  /** `indices`: of all jobs, ascending; `declared`: names of the scenario's properties. */
  constructor(declared: readonly string[], indices: Iterable<number>) {
    this.bail = new Bail(declared);
    this.order = indices[Symbol.iterator]();
    this.next = this.following();
  }

  get isDone(): boolean {
    return this.bail.isDone;
  }

  /** Whether a job comes after the last that counts. */
  isBeyond(index: number): boolean {
    return index > this.last;
  }

  /** Looks at those that have been finished by now. */
  take(finished: ReadonlyMap<number, JobFindings>): void {
    while (this.next !== null && !this.bail.isDone) {
      const job = finished.get(this.next);
      if (job === undefined) return;
      for (const { property } of job.violations) this.bail.broken(property);
      if (job.leaks.length > 0 || Object.keys(job.bounds).length > 0) this.bail.nothingHolds();
      if (this.bail.isDone) this.last = this.next;
      this.next = this.following();
    }
  }

  private following(): number | null {
    const { done, value } = this.order.next();
    return done === true ? null : value;
  }
}

/** Null unless these options ask for it. `indices`: of all jobs, ascending. */
export function bailInOrder(
  { bail }: Pick<ExploreOptions, 'bail'>,
  declared: readonly { readonly name: string }[],
  indices: Iterable<number>,
): BailInOrder | null {
  const names = declared.map(({ name }) => name);
  return bail === true ? new BailInOrder(names, indices) : null;
}
