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

/** Executions that a bound ended, where most others did not end otherwise: of one job, and of all jobs together. */
const BOUNDED_MAX_OF_JOB = 3;
const BOUNDED_MAX = 6;
/** What counts as most. */
const MOST = 3 / 4;

/**
 * Whether so many executions hit a bound that most further ones would: each of those is as long as executions get, and what they
 * could show no verdict could rest on.
 */
export function isMostlyBounded(bounded: number, executions: number, max: number = BOUNDED_MAX_OF_JOB): boolean {
  return bounded >= max && bounded >= MOST * executions;
}

/** Whether an execution replaced for good what the engine needs: others would do so again, and some cost a thread. */
export function didDamage({ leaks }: JobFindings): boolean {
  return leaks.some(({ code }) => code === 'ERR_DAMAGED_GLOBALS');
}

/**
 * When an exploration ends before its plan does, of itself. Jobs are finished in any order; what counts is the shortest
 * sequence of them, from the first on, after which there is a reason. So it does not matter who made them, and which others were
 * made meanwhile.
 */
export class EarlyEnd {
  /** Null: there is none yet. */
  reason: 'bail' | 'bounds' | 'leak' | null = null;
  private readonly bail: Bail | null;
  private readonly heedsBounds: boolean;
  private readonly order: Iterator<number>;
  private next: number | null;
  private last = Number.POSITIVE_INFINITY;
  private bounded = 0;
  private executions = 0;

  /**
   * `indices`: of all jobs, ascending. Of a shard alone bounds are no reason: in the whole fewer may be hit.
   */
  constructor(
    { bail }: Pick<ExploreOptions, 'bail'>,
    declared: readonly { readonly name: string }[],
    indices: Iterable<number>,
    isWhole: boolean,
  ) {
    this.bail = bail === true ? new Bail(declared.map(({ name }) => name)) : null;
    this.heedsBounds = isWhole;
    this.order = indices[Symbol.iterator]();
    this.next = this.following();
  }

  /** Whether a job comes after the last that counts. */
  isBeyond(index: number): boolean {
    return index > this.last;
  }

  /** Looks at those that have been finished by now. */
  take(finished: ReadonlyMap<number, JobFindings>): void {
    while (this.next !== null && this.reason === null) {
      const job = finished.get(this.next);
      if (job === undefined) return;
      this.reason = this.reasonAfter(job);
      if (this.reason !== null) this.last = this.next;
      this.next = this.following();
    }
  }

  private reasonAfter(job: JobFindings): 'bail' | 'bounds' | 'leak' | null {
    const { violations, leaks, bounds, executions } = job;
    if (didDamage(job)) return 'bounds';
    // Whichever part of the whole this is: what was named is not begun again.
    if (job.hasReachedOut) return 'leak';
    const hits = Object.values(bounds).reduce((sum, count) => sum + count, 0);
    for (const { property } of violations) this.bail?.broken(property);
    if (leaks.length > 0 || hits > 0) this.bail?.nothingHolds();
    this.bounded += hits;
    this.executions += executions;
    if (this.bail?.isDone === true) return 'bail';
    const isFutile = this.heedsBounds && isMostlyBounded(this.bounded, this.executions, BOUNDED_MAX);
    return isFutile ? 'bounds' : null;
  }

  private following(): number | null {
    const { done, value } = this.order.next();
    return done === true ? null : value;
  }
}
