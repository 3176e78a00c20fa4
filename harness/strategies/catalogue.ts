import { BasicPos } from './basic-pos.ts';
import { Exhaustive } from './exhaustive.ts';
import { randomWalk } from './random-walk.ts';
import type { Strategy } from './strategy.ts';

/** Strategies that a user can pick by name. */
export const STRATEGIES = ['random-walk', 'basic-pos', 'exhaustive'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

export function isStrategyName(name: string): name is StrategyName {
  return (STRATEGIES as readonly string[]).includes(name);
}

export function makeStrategy(name: StrategyName, seed: number): Strategy {
  switch (name) {
    case 'exhaustive':
      return new Exhaustive();
    case 'basic-pos':
      return new BasicPos(seed);
    case 'random-walk':
      return randomWalk(seed);
  }
}
