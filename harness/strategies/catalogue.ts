import { RacelineError } from '../engine/errors.ts';
import { BASIC_POS } from './basic-pos.ts';
import { COVERAGE_GUIDED } from './coverage-guided.ts';
import { EXHAUSTIVE } from './exhaustive.ts';
import { PCT } from './pct.ts';
import { PLAIN_EXHAUSTIVE } from './plain-exhaustive.ts';
import { PORTFOLIO } from './portfolio.ts';
import { POS } from './pos.ts';
import { PREEMPTION_BOUNDING } from './preemption-bounding.ts';
import { RANDOM_WALK } from './random-walk.ts';
import type { StrategyDefinition } from './strategy-definition.ts';
import { SURW } from './surw.ts';
import { URW } from './urw.ts';

/** Strategies that a user can pick by name, in the order in which --help and the README list them. */
export const STRATEGIES: readonly StrategyDefinition[] = [
  PORTFOLIO,
  RANDOM_WALK,
  PCT,
  POS,
  BASIC_POS,
  URW,
  SURW,
  COVERAGE_GUIDED,
  PREEMPTION_BOUNDING,
  EXHAUSTIVE,
  PLAIN_EXHAUSTIVE,
];

/** The definition itself, or that of the name. Throws ERR_USAGE for a name that no strategy has. */
export function strategyOf(strategy: string | StrategyDefinition): StrategyDefinition {
  if (typeof strategy !== 'string') return strategy;
  const found = STRATEGIES.find(({ name }) => name === strategy);
  if (found !== undefined) return found;
  throw new RacelineError('ERR_USAGE', {
    what: `no strategy is named "${strategy}"`,
    why: `there are ${STRATEGIES.map(({ name }) => name).join(', ')}`,
    next: 'Name one of these.',
  });
}
