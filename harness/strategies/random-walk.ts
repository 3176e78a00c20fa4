import { Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';

/** Uniform choice over the enabled set at every step: the baseline that every paper on schedule exploration compares with. */
export class RandomWalk implements Strategy {
  readonly name = 'random-walk';
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
}

export function randomWalk(seed: number): Strategy {
  return new RandomWalk(seed);
}
