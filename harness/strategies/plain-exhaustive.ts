import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

export const PLAIN_EXHAUSTIVE: StrategyDefinition = {
  name: 'plain-exhaustive',
  says: 'all schedules, in every order of all steps',
  options: [],
  facts: { enumerates: true, learns: false, reduces: false, isFair: false },
  make: () => new PlainExhaustive(),
};

/**
 * Plain depth-first enumeration of all schedules, without reduction: stateless search by re-execution (Godefroid,
 * VeriSoft, POPL 1997). The first schedule is the default order; at each decision the default comes first. What every
 * reduction is checked against.
 */
export class PlainExhaustive implements Strategy {
  /** Branch taken at each decision of the schedule in progress, counted from the default. */
  private readonly branches: number[] = [];
  /** Invariant: as long as `branches`; how many branches each decision had. */
  private readonly widths: number[] = [];
  private depth = 0;
  private isFirst = true;

  begin(): boolean {
    this.depth = 0;
    if (this.isFirst) {
      this.isFirst = false;
      return true;
    }
    return this.backtrack();
  }

  choose(decision: Decision): number {
    const depth = this.depth++;
    if (depth === this.branches.length) {
      this.branches.push(0);
      this.widths.push(decision.count);
    }
    const branch = this.branches[depth] ?? 0;
    // The replayed prefix must meet the same enabled sets; a narrower one would mean lost determinism, and is clamped
    // here so that the explorer's trace-hash check can report it.
    return (decision.defaultIndex + branch) % decision.count;
  }

  end(): void {}

  /** Moves to the next schedule: the deepest decision that still has an untried branch takes it. */
  private backtrack(): boolean {
    for (let last = this.branches.length - 1; last >= 0; last--) {
      const next = (this.branches[last] ?? 0) + 1;
      if (next < (this.widths[last] ?? 0)) {
        this.branches[last] = next;
        this.branches.length = last + 1;
        this.widths.length = last + 1;
        return true;
      }
    }
    return false;
  }
}
