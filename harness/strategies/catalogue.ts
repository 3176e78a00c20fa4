import { RacelineError } from '../engine/errors.ts';
import { BASIC_POS } from './basic-pos.ts';
import { COVERAGE_GUIDED } from './coverage-guided.ts';
import { defineStrategy } from './define-strategy.ts';
import { DELAY_BOUNDING } from './delay-bounding.ts';
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
  DELAY_BOUNDING,
  EXHAUSTIVE,
  PLAIN_EXHAUSTIVE,
];

/** The strategy of that name, or the user's own. Throws ERR_UNKNOWN_STRATEGY or ERR_BAD_STRATEGY. */
export function strategyOf(strategy: string | StrategyDefinition): StrategyDefinition {
  // A user's may not have come through defineStrategy, which watches it; to come through twice does no harm.
  if (typeof strategy !== 'string') return STRATEGIES.includes(strategy) ? strategy : defineStrategy(strategy);
  const found = STRATEGIES.find(({ name }) => name === strategy);
  if (found !== undefined) return found;
  throw new RacelineError('ERR_UNKNOWN_STRATEGY', {
    what: `no strategy is named "${strategy}"`,
    why: `there are ${STRATEGIES.map(({ name }) => name).join(', ')}`,
    next: 'Name one of these, or give a definition of your own (see defineStrategy).',
  });
}
