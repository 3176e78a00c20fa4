import { Exhaustive } from './exhaustive.ts';
import { randomWalk } from './random-walk.ts';
import type { Strategy } from './strategy.ts';

/** Strategies that a user can pick by name. */
export const STRATEGIES = ['random-walk', 'exhaustive'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

export function makeStrategy(name: StrategyName, seed: number): Strategy {
  return name === 'exhaustive' ? new Exhaustive() : randomWalk(seed);
}
