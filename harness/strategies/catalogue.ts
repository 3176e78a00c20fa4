import type { Strategy } from '../engine/strategy.ts';
import { BasicPos } from './basic-pos.ts';
import { CoverageGuided } from './coverage-guided.ts';
import { Exhaustive } from './exhaustive.ts';
import { Pct } from './pct.ts';
import { PlainExhaustive } from './plain-exhaustive.ts';
import { Portfolio } from './portfolio.ts';
import { Pos } from './pos.ts';
import { PreemptionBounding } from './preemption-bounding.ts';
import { randomWalk } from './random-walk.ts';
import { Surw } from './surw.ts';
import { Urw } from './urw.ts';

/** Strategies that a user can pick by name. */
export const STRATEGIES = [
  'portfolio',
  'random-walk',
  'pct',
  'pos',
  'basic-pos',
  'urw',
  'surw',
  'coverage-guided',
  'preemption-bounding',
  'exhaustive',
  'plain-exhaustive',
] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** Depth of the bugs that `pct` looks for unless told otherwise: most known concurrency bugs have one of at most 3. */
export const DEFAULT_DEPTH = 3;

export function isStrategyName(name: string): name is StrategyName {
  return (STRATEGIES as readonly string[]).includes(name);
}

/** Whether the strategy walks through all schedules of a workload, instead of drawing some. */
export function isEnumerating(name: string): boolean {
  return name === 'exhaustive' || name === 'plain-exhaustive' || name === 'preemption-bounding';
}

export function makeStrategy(name: StrategyName, seed: number, depth: number = DEFAULT_DEPTH): Strategy {
  switch (name) {
    case 'exhaustive':
      return new Exhaustive();
    case 'plain-exhaustive':
      return new PlainExhaustive();
    case 'preemption-bounding':
      return new PreemptionBounding();
    case 'pct':
      return new Pct(seed, depth);
    case 'pos':
      return new Pos(seed);
    case 'basic-pos':
      return new BasicPos(seed);
    case 'urw':
      return new Urw(seed);
    case 'surw':
      return new Surw(seed);
    case 'coverage-guided':
      return new CoverageGuided(seed);
    case 'portfolio':
      return new Portfolio(seed);
    case 'random-walk':
      return randomWalk(seed);
  }
}
