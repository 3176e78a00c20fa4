import type { Operation } from '../engine/operation.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

/** Prefixes kept for the next bound. Beyond it exploration goes on, but cannot claim to have seen everything. */
const PREFIXES_MAX = 200_000;

export const PREEMPTION_BOUNDING: StrategyDefinition = {
  name: 'preemption-bounding',
  says: 'all schedules, those with the fewest preemptions first',
  options: [],
  facts: { enumerates: true, learns: false, reduces: false, isFair: false },
  make: () => new PreemptionBounding(),
};

/**
 * Iterative preemption bounding (Musuvathi and Qadeer, PLDI 2007): all schedules without a preemption, then all with
 * one, and so on, each exactly once; so the first failure found has the fewest preemptions that it can have.
 *
 * A preemption is a step of another actor although the one that ran last has an operation that could go on at this
 * moment of virtual time. A work item is the prefix of a schedule that ends in its last preemption; below it, depth-first
 * search takes every branch that preempts nobody, and each branch that would becomes an item of the next bound.
 */
export class PreemptionBounding implements Strategy {
  // Typed arrays: there may be hundreds of thousands, and no more operations than `pendingMax` are ever enabled.
  private items: Uint16Array[] = [new Uint16Array(0)];
  private next: Uint16Array[] = [];
  /** Preemptions of the schedules of the present round. */
  preemptions = 0;
  /** Whether prefixes had to be dropped. */
  isIncomplete: string | null = null;
  /** Choices of the schedule in progress, and the branches still untried at each decision below the prefix. */
  private path: number[] = [];
  private untried: number[][] = [];
  private depth = 0;
  private isFirst = true;

  begin(): boolean {
    this.depth = 0;
    if (this.isFirst) {
      this.isFirst = false;
      return this.takeItem();
    }
    return this.backtrack() || this.takeItem();
  }

  choose(decision: Decision): number {
    const depth = this.depth++;
    const known = this.path[depth];
    if (known !== undefined) return known;
    const { free, preempting } = sortBranches(decision);
    for (const branch of preempting) this.postpone(branch);
    const [first = 0, ...others] = free;
    this.path.push(first);
    this.untried.push(others);
    return first;
  }

  end(): void {}

  /** Moves to the next schedule of this item: the deepest decision with an untried branch takes it. */
  private backtrack(): boolean {
    while (this.untried.length > 0) {
      const branch = this.untried.at(-1)?.shift();
      this.path.pop();
      if (branch !== undefined) {
        this.path.push(branch);
        return true;
      }
      this.untried.pop();
    }
    return false;
  }

  private takeItem(): boolean {
    if (this.items.length === 0) {
      this.items = this.next.reverse();
      this.next = [];
      this.preemptions++;
    }
    const item = this.items.pop();
    if (item === undefined) return false;
    this.path = [...item];
    this.untried = [];
    return true;
  }

  private postpone(branch: number): void {
    if (this.next.length >= PREFIXES_MAX) this.isIncomplete = `more than ${PREFIXES_MAX} prefixes`;
    else this.next.push(Uint16Array.of(...this.path, branch));
  }
}

/** Indices of the branches that preempt nobody, the default first, and of those that preempt the actor that ran last. */
function sortBranches(decision: Decision): { free: number[]; preempting: number[] } {
  const { enabled, count, lastActor, now } = decision;
  let canContinue = false;
  for (let i = 0; i < count; i++) {
    const { actor, earliest } = enabled[i] as Operation;
    if (actor === lastActor && earliest <= now) canContinue = true;
  }
  const free = [decision.defaultIndex];
  const preempting: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i === decision.defaultIndex) continue;
    const { actor } = enabled[i] as Operation;
    (canContinue && actor !== lastActor ? preempting : free).push(i);
  }
  return { free, preempting };
}
