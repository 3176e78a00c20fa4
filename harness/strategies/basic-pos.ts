import { isFirstStarved } from '../engine/fairness.ts';
import type { Operation } from '../engine/operation.ts';
import { deriveSeed } from '../engine/random.ts';
import { stepHash } from '../engine/step-hash.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

export const BASIC_POS: StrategyDefinition = {
  name: 'basic-pos',
  says: 'a priority for each operation, by its label',
  options: [],
  facts: { enumerates: false, learns: false, reduces: false, isFair: true },
  make: ({ seed }) => new BasicPos(seed),
};

/**
 * Basic partial-order sampling (Yuan, Yang and Gu 2018, section 3.1): every operation has a random priority and the
 * enabled one with the highest runs. No priority is drawn again after a race, which the full method does.
 *
 * Here priorities are not drawn but hashed from the execution's seed and the operation's label, so that decisions follow
 * labels: two implementations that issue the same operation in the same execution give it the same priority. That is
 * what makes schedules comparable between implementations (`raceline compare`).
 */
export class BasicPos implements Strategy {
  private readonly seed: number;
  private executions = 0;
  private salt = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  begin(): boolean {
    this.salt = deriveSeed(this.seed, this.executions++);
    return true;
  }

  choose(decision: Decision): number {
    if (isFirstStarved(decision)) return 0;
    const { enabled, count } = decision;
    let best = 0;
    let highest = -1;
    for (let i = 0; i < count; i++) {
      const priority = priorityOf(enabled[i] as Operation, this.salt);
      if (priority <= highest) continue;
      highest = priority;
      best = i;
    }
    return best;
  }

  end(): void {}
}

function priorityOf(operation: Operation, salt: number): number {
  let hash = stepHash(operation) ^ salt;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
