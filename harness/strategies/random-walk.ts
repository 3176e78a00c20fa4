import { Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

export const RANDOM_WALK: StrategyDefinition = {
  name: 'random-walk',
  says: 'any enabled operation, all as probable: the baseline',
  options: [],
  facts: { enumerates: false, learns: false, reduces: false, isFair: true },
  make: ({ seed }) => new RandomWalk(seed),
};

/** Uniform choice over the enabled set at every step: the baseline that every paper on schedule exploration compares with. */
export class RandomWalk implements Strategy {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  begin(): boolean {
    return true;
  }

  choose(decision: Decision): number {
    return this.random.below(decision.count);
  }

  end(): void {}
}

/** The random walk as `runOnce` takes it: `seed` decides every choice, any 32 bits. Throws nothing. */
export function randomWalk(seed: number): Strategy {
  return new RandomWalk(seed);
}
