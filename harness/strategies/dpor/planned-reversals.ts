import type { StepLog } from '../../engine/step-log.ts';
import { KnownAccesses } from './known-accesses.ts';
import { LoggedStep, noAccesses, show } from './logged-step.ts';
import { type Mover, phantomMover, StepMover } from './mover.ts';
import type { Point } from './point.ts';
import { Reversals } from './reversals.ts';
import { firstOf, secondOf, TraceOrder } from './trace-order.ts';
import { insert, isWeakInitial } from './wakeup-tree.ts';

/**
 * After each execution: every race whose reversal is possible and not yet explored is put into the wakeup tree of the
 * point before its first step.
 *
 * That is every race of the execution, not only those of its new steps. What a reversal must lead to ends with all that the
 * execution did besides, in its order; so a race of two steps that the execution before had too asks for another sequence
 * now, and what led to the old one (something asleep, a branch of the tree) need not lead to this one.
 */
export class PlannedReversals {
  private readonly log: StepLog;
  private readonly points: readonly Point[];
  private readonly order: TraceOrder = new TraceOrder();
  private readonly reversals: Reversals;
  private readonly known: KnownAccesses = new KnownAccesses();
  /** The steps of the execution that has ended, made once and used again. */
  private readonly views: LoggedStep[] = [];
  private readonly sequence: LoggedStep[] = [];
  /** Without which step, and what depends on it, the sequence is; 0: none. */
  private sequenceFirst = 0;
  /** Nor that step, and what depends on it; 0: none. */
  private sequenceWithdrawal = 0;
  private readonly stepMover: StepMover;
  /** The last step of a sequence. */
  private readonly mover: LoggedStep;
  /** Steps, shared with the execution before, whose order and accesses are known. */
  private knownTo = 0;

  /** `points`: the exploration's, which are its own to add and to drop. */
  constructor(log: StepLog, points: readonly Point[]) {
    this.log = log;
    this.points = points;
    this.reversals = new Reversals(log, this.order);
    this.stepMover = new StepMover(log);
    this.mover = new LoggedStep(0, noAccesses(log), null, this.order);
  }

  /** Only the first `steps` steps of the next execution will be those of this one. */
  keepTo(steps: number): void {
    this.knownTo = Math.min(this.knownTo, steps);
  }

  /** Reverses the races of the execution that has ended, whose first `newFrom` - 1 steps are those of the one before. */
  plan(newFrom: number): void {
    const { log } = this;
    const races = this.order.build(log, this.knownTo);
    this.known.learn(log, newFrom);
    this.viewSteps();
    this.sequenceFirst = 0;
    this.knownTo = log.steps;
    let searched = 0;
    for (const race of races) {
      const [first, second] = [firstOf(race), secondOf(race)];
      if (second === searched) continue;
      const mover = this.stepMover.become(second);
      if (this.reversals.isPossible(first, mover)) {
        this.reverse(first, mover);
      } else {
        // Something forbids this one: look further back, for all of its races at once.
        searched = second;
        this.reverseEarlier(mover, second - 1);
      }
    }
    for (const phantom of log.phantoms) this.reverseEarlier(phantomMover(phantom), phantom.at);
  }

  /** Puts the mover before whatever steps up to `last` allow it. */
  private reverseEarlier(mover: Mover, last: number): void {
    for (const earlier of this.reversals.find(mover, last)) this.reverse(earlier, mover);
  }

  private viewSteps(): void {
    const { log, views, order } = this;
    while (views.length <= log.steps) {
      views.push(new LoggedStep(0, noAccesses(log), views.length, order));
    }
    // The log may have taken new arrays since; those that it left still say what the steps before touch.
    for (let step = this.knownTo + 1; step <= log.steps; step++) (views[step] as LoggedStep).look(log, step);
  }

  /** Sees to it that some execution has the mover before `first`. */
  private reverse(first: number, mover: Mover): void {
    const point = this.points[first - 1];
    if (point === undefined) return;
    const sequence = this.sequenceWithout(first, mover);
    for (const asleep of point.sleep) if (isWeakInitial(asleep, sequence)) return;
    const [inProgress] = point.wakeup;
    // What it touched is known only now that it has run.
    if (inProgress !== undefined) show(inProgress, this.log, first);
    insert(point.wakeup, sequence);
  }

  /**
   * What follows `first` without depending on it, then the mover. What withdrew the mover, a kill or a cancellation, cannot
   * come before it.
   */
  private sequenceWithout(first: number, mover: Mover): LoggedStep[] {
    const { log, order, sequence } = this;
    // Races come by their second step, and many of them often have one first.
    const { withdrawnAt } = mover;
    if (first !== this.sequenceFirst || withdrawnAt !== this.sequenceWithdrawal) {
      this.sequenceFirst = first;
      this.sequenceWithdrawal = withdrawnAt;
      while (sequence.length > 0) sequence.pop();
      for (let step = first + 1; step <= log.steps; step++) {
        if (order.isBefore(first, step) || order.isAtOrBefore(withdrawnAt, step)) continue;
        sequence.push(this.views[step] as LoggedStep);
      }
      sequence.push(this.mover);
    }
    this.mover.become(mover, this.known.add(mover));
    return sequence;
  }
}
