import { capacityOf, isBlocking, isEnabling, WRITE } from '../../engine/access-log.ts';
import type { Phantom } from '../../engine/phantom.ts';
import { REST_KEY } from '../../engine/shared-keys.ts';
import { EARLIEST, ISSUED_AT, LANE, LATEST, NOW, SEQUENCE, type StepLog } from '../../engine/step-log.ts';
import { type Accesses, accessesOf, conflict } from './accesses.ts';
import type { Mover } from './mover.ts';
import type { TraceOrder } from './trace-order.ts';

/** Says which reversals of an execution's races the rules of the world allow. */
export class Reversals {
  private readonly log: StepLog;
  private readonly order: TraceOrder;

  constructor(log: StepLog, order: TraceOrder) {
    this.log = log;
    this.order = order;
  }

  /**
   * Whether the mover could have run right before `first`, with all that does not depend on `first`: no lock was held, no
   * deadline passed, no earlier timer of its process was due.
   */
  isPossible(first: number, mover: Mover): boolean {
    return !this.comesLater(first, mover) && !this.isBlocked(first, mover.accesses) && this.isTimely(first, mover);
  }

  /**
   * The latest steps up to `last` that the mover may be put before. When time or a lock forbids the nearest, one before
   * that may be possible: the lock's taker, before its release.
   */
  find(mover: Mover, last: number): number[] {
    const found: number[] = [];
    for (let first = Math.min(last, this.log.steps); first >= 1; first--) {
      if (mover.step === first || !conflict(accessesOf(this.log, first), mover.accesses)) continue;
      if (this.order.isAtOrBefore(first, mover.issuedAt)) continue;
      if (found.some((later) => this.order.isBefore(first, later))) continue;
      if (this.isPossible(first, mover)) found.push(first);
    }
    return found;
  }

  /** It comes when nothing else is left to run, `first` included. */
  private comesLater(first: number, { accesses }: Mover): boolean {
    return this.log.expectsRest && comesAtRest(accesses) && !comesAtRest(accessesOf(this.log, first));
  }

  /** A lock would be held, or a signal not have come, without `first` and what depends on it. */
  private isBlocked(first: number, { keys, modes, from, to }: Accesses): boolean {
    for (let i = from; i < to; i++) {
      const mode = modes[i] as number;
      if (!isBlocking(mode)) continue;
      if (this.isKeyBlocked(first, keys[i] as number, mode)) return true;
    }
    return false;
  }

  /** Whoever writes (a lock) is blocked by other takers; whoever reads (a signal) waits for a writer. */
  private isKeyBlocked(first: number, key: number, mode: number): boolean {
    if ((mode & WRITE) !== 0 && capacityOf(mode) > 1) return this.holdersWithout(first, key) >= capacityOf(mode);
    const before = this.lastModeWithout(first, key);
    return (mode & WRITE) !== 0 ? before !== null && isHeld(before) : before === null || !isEnabling(before);
  }

  /** How many hold a semaphore without `first` and what depends on it. */
  private holdersWithout(first: number, key: number): number {
    const { log, order } = this;
    let holders = 0;
    for (let step = 1; step <= log.steps; step++) {
      if (order.isAtOrBefore(first, step)) continue;
      for (let i = log.start(step); i < log.start(step + 1); i++) {
        if (log.keys[i] !== key) continue;
        const mode = log.modes[i] as number;
        holders += (isBlocking(mode) ? 1 : 0) - (isEnabling(mode) ? 1 : 0);
      }
    }
    return holders;
  }

  /** Mode of the last access, without `first` and what depends on it, that could take the lock or send the signal. */
  private lastModeWithout(first: number, key: number): number | null {
    const { log, order } = this;
    for (let step = log.steps; step >= 1; step--) {
      if (order.isAtOrBefore(first, step)) continue;
      for (let i = log.start(step); i < log.start(step + 1); i++) {
        const mode = log.modes[i] as number;
        // A wait that went through says nothing about the signal but that it had come.
        if (log.keys[i] === key && (isEnabling(mode) || (mode & WRITE) !== 0)) return mode;
      }
    }
    return null;
  }

  private isTimely(first: number, mover: Mover): boolean {
    const now = first === 1 ? 0 : this.log.field(first - 1, NOW);
    if (mover.lane < 0 && mover.earliest <= now) return true;
    const { log, order } = this;
    for (let step = first; step <= log.steps; step++) {
      // Pending by then and put off with `first`: what depends on it, if what issued it does not.
      if (!order.isAtOrBefore(first, step)) continue;
      const issuedAt = log.field(step, ISSUED_AT);
      if (order.isAtOrBefore(first, issuedAt)) continue;
      const [earliest, latest] = [log.field(step, EARLIEST), log.field(step, LATEST)];
      if (latest < mover.earliest) return false;
      const isAhead =
        earliest !== mover.earliest ? earliest < mover.earliest : log.field(step, SEQUENCE) < mover.sequence;
      if (mover.lane >= 0 && log.field(step, LANE) === mover.lane && isAhead) return false;
    }
    return log.phantoms.every((phantom) => this.isBehind(first, phantom, mover));
  }

  /** An operation that never ran is no obstacle if it was not yet pending, or withdrawn by then, or is due later. */
  private isBehind(first: number, phantom: Phantom, mover: Mover): boolean {
    if (phantom.who === mover.who) return true;
    if (phantom.at <= this.log.steps && phantom.at !== mover.step && !this.order.isAtOrBefore(first, phantom.at))
      return true;
    if (this.order.isAtOrBefore(first, phantom.issuedAt)) return true;
    if (phantom.latest < mover.earliest) return false;
    return !(
      mover.lane >= 0 &&
      phantom.lane === mover.lane &&
      (phantom.earliest !== mover.earliest ? phantom.earliest < mover.earliest : phantom.sequence < mover.sequence)
    );
  }
}

function comesAtRest({ keys, modes, from, to }: Accesses): boolean {
  for (let i = from; i < to; i++) if (keys[i] === REST_KEY && ((modes[i] as number) & WRITE) !== 0) return true;
  return false;
}

/** Taken, and not given back in the same step. */
function isHeld(mode: number): boolean {
  return isBlocking(mode) && !isEnabling(mode);
}
