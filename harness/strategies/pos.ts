import type { Operation } from '../operation.ts';
import { Random } from '../world/random.ts';
import { isFirstStarved } from './fairness.ts';
import type { Decision, Strategy } from './strategy.ts';

/**
 * Partial-order sampling (Yuan, Yang and Gu, CAV 2018): every operation has a random priority, the enabled one with the
 * highest runs, and each operation that raced with it draws a new one. Orders of racing operations then get about equal
 * shares, however long the executions are.
 *
 * Deviation: two operations race here if they are of different actors, name the same resource, and either writes it. The
 * memory of their process, which every step may touch, is left out: with it everything would race with everything, and
 * this would be the random walk.
 */
export class Pos implements Strategy {
  readonly name = 'pos';
  readonly seesEveryStep = true;
  private readonly random: Random;
  private readonly priorities: Map<Operation, number> = new Map();

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  begin(): boolean {
    this.priorities.clear();
    return true;
  }

  choose(decision: Decision): number {
    const { enabled, count } = decision;
    let best = 0;
    let highest = -1;
    for (let i = 0; i < count; i++) {
      const priority = this.priorityOf(enabled[i] as Operation);
      if (priority <= highest) continue;
      highest = priority;
      best = i;
    }
    if (isFirstStarved(decision)) best = 0;
    const chosen = enabled[best] as Operation;
    // Its next step, if it has one, is another event.
    this.priorities.delete(chosen);
    for (let i = 0; i < count; i++) {
      const other = enabled[i] as Operation;
      if (races(chosen, other)) this.priorities.delete(other);
    }
    return best;
  }

  private priorityOf(operation: Operation): number {
    const known = this.priorities.get(operation);
    if (known !== undefined) return known;
    const drawn = this.random.next();
    this.priorities.set(operation, drawn);
    return drawn;
  }
}

function races(a: Operation, b: Operation): boolean {
  if (a.actor === b.actor || a.resource.hash !== b.resource.hash) return false;
  return a.footprint().writes.length > 0 || b.footprint().writes.length > 0;
}
