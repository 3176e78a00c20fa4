import { isFirstStarved } from '../engine/fairness.ts';
import type { Operation } from '../engine/operation.ts';
import { Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

export const POS: StrategyDefinition = {
  name: 'pos',
  says: 'a random priority for each operation, a new one after a race',
  options: [],
  facts: { enumerates: false, learns: false, reduces: false, isFair: true },
  make: ({ seed }) => new Pos(seed),
};

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
  readonly seesEveryStep = true;
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  begin(): boolean {
    return true;
  }

  choose(decision: Decision): number {
    const { enabled, count } = decision;
    const best = isFirstStarved(decision) ? 0 : this.highest(enabled, count);
    const chosen = enabled[best] as Operation;
    // Its next step, if it has one, is another event.
    chosen.priority = -1;
    for (let i = 0; i < count; i++) {
      const other = enabled[i] as Operation;
      if (races(chosen, other)) other.priority = -1;
    }
    return best;
  }

  end(): void {}

  private highest(enabled: readonly Operation[], count: number): number {
    let best = 0;
    let highest = -1;
    for (let i = 0; i < count; i++) {
      const operation = enabled[i] as Operation;
      // 31 bits, so that it stays a small integer.
      if (operation.priority < 0) operation.priority = this.random.next() >>> 1;
      if (operation.priority <= highest) continue;
      highest = operation.priority;
      best = i;
    }
    return best;
  }
}

function races(a: Operation, b: Operation): boolean {
  return a.actor !== b.actor && a.resource.hash === b.resource.hash && (a.isWrite || b.isWrite);
}
