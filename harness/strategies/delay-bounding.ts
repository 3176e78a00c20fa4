import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

/** Schedules kept for the next bound. Beyond it exploration goes on, but cannot claim to have seen everything. */
const SCHEDULES_MAX = 200_000;

export const DELAY_BOUNDING: StrategyDefinition = {
  name: 'delay-bounding',
  says: 'all schedules, those with the fewest delays first',
  options: [],
  facts: { enumerates: true, learns: false, reduces: false, isFair: false },
  make: () => new DelayBounding(),
};

/**
 * Delay-bounded scheduling (Emmi, Qadeer and Rakamaric, POPL 2011): the default order without a delay, then all schedules
 * with one, and so on, each exactly once. A delay skips the operation whose turn it is; the next in order of issue has its
 * turn instead, after the last the first. Unlike a preemption, a step after a block is not free: so there is a single
 * schedule without a delay, and the number of those with K grows with the length of the execution, not with its actors.
 *
 * We deviate twice. The paper fixes K; here it grows until nothing is left. And there what was skipped waits for the next
 * round; here it loses this decision only, since the default order, which is our scheduler, has no rounds.
 *
 * A schedule is the decisions at which it delays, in ascending order, one as often as it delays there: [3, 3, 7]. The
 * schedules with one more delay append a decision no earlier than its last; so each has one parent, and comes once.
 */
export class DelayBounding implements Strategy {
  // Typed arrays, since there may be hundreds of thousands; of K numbers each, however long the execution.
  private items: Uint32Array[] = [new Uint32Array(0)];
  private next: Uint32Array[] = [];
  /** Delays of each schedule of the present round. */
  delays = 0;
  /** Whether schedules had to be dropped. */
  isIncomplete: string | null = null;
  /** Where a schedule could not delay as the one before it could have. */
  unrepeatable: string | null = null;
  /** The schedule in progress, how many of its delays are spent, and how many decisions are made. */
  private item: Uint32Array = new Uint32Array(0);
  private spent = 0;
  private depth = 0;

  begin(): boolean {
    if (this.items.length === 0) this.startRound();
    const item = this.items.pop();
    if (item === undefined) return false;
    this.item = item;
    this.spent = 0;
    this.depth = 0;
    return true;
  }

  choose(decision: Decision): number {
    const { count, defaultIndex } = decision;
    const depth = this.depth++;
    const delays = this.delaysAt(depth);
    // Skipping everybody would come back to the first: the same schedule once more.
    if (delays >= count)
      this.unrepeatable = `decision ${depth} had more than ${delays} operations before, now ${count}`;
    if (this.spent === this.item.length && delays + 1 < count) this.postpone(depth);
    return (defaultIndex + delays) % count;
  }

  end(): void {
    if (this.spent === this.item.length) return;
    this.unrepeatable = `decision ${this.item[this.spent]} was made before, now the execution ends ahead of it`;
  }

  private delaysAt(depth: number): number {
    const before = this.spent;
    while (this.item[this.spent] === depth) this.spent++;
    return this.spent - before;
  }

  private postpone(depth: number): void {
    if (this.next.length >= SCHEDULES_MAX) this.isIncomplete = `more than ${SCHEDULES_MAX} schedules of a bound`;
    else this.next.push(Uint32Array.of(...this.item, depth));
  }

  /** Reversed, since items are taken from the end: what delays early comes first. */
  private startRound(): void {
    this.items = this.next.reverse();
    this.next = [];
    this.delays++;
  }
}
