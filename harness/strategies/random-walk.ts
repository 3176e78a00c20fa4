import { Random } from '../world/random.ts';
import type { Decision, Strategy } from './strategy.ts';

/** Uniform choice over the enabled set at every step: the baseline that every paper on schedule exploration compares with. */
export function randomWalk(seed: number): Strategy {
  const random = new Random(seed);
  return {
    name: 'random-walk',
    begin: () => true,
    choose: (decision: Decision) => random.below(decision.count),
  };
}
