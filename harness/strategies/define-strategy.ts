import { describeError, RacelineError } from '../engine/errors.ts';
import type { Strategy } from '../engine/strategy.ts';
import { badStrategy, GuardedStrategy, shown } from './guarded-strategy.ts';
import type { StrategyDefinition, StrategyFacts, StrategySettings } from './strategy-definition.ts';

/** A definition as a user writes it: only a name, and how one is made. */
export interface StrategySpec extends Partial<Omit<StrategyDefinition, 'facts'>> {
  readonly name: string;
  readonly make: (settings: StrategySettings) => Strategy;
  /** Those left out are false: it draws schedules, each on its own, and may starve somebody. */
  readonly facts?: Partial<StrategyFacts>;
}

const NO_FACTS: StrategyFacts = { enumerates: false, learns: false, reduces: false, isFair: false };

/**
 * A strategy of the user's own, for `explore(scenario, implementation, { strategy })` and `--strategy ./mine.ts`. What it
 * does wrong later (a method missing, an index of no enabled operation, an exception) throws ERR_BAD_STRATEGY there.
 * Throws ERR_BAD_STRATEGY for a specification without a name or `make`.
 */
export function defineStrategy(spec: StrategySpec): StrategyDefinition {
  if (typeof spec !== 'object' || spec === null) throw badStrategy('a strategy', `it is ${shown(spec)}`, NEXT);
  const { name, make, guarantee } = spec;
  if (typeof name !== 'string' || name === '') throw badStrategy('a strategy', 'it has no name', NEXT);
  if (typeof make !== 'function') throw badStrategy(`strategy ${name}`, 'its make is not a function', NEXT);
  return {
    ...spec,
    says: spec.says ?? '',
    options: spec.options ?? [],
    facts: { ...NO_FACTS, ...spec.facts },
    make: (settings) =>
      guarded(
        name,
        answer(name, 'make', () => make(settings)),
      ),
    ...(guarantee === undefined ? {} : { guarantee: (sampled) => answer(name, 'guarantee', () => guarantee(sampled)) }),
  };
}

/** The strategy, with its mistakes named as such. */
export function guarded(name: string, strategy: Strategy): Strategy {
  if (strategy instanceof GuardedStrategy) return strategy;
  const missing = METHODS.find((method) => typeof strategy?.[method] !== 'function');
  if (missing === undefined) return new GuardedStrategy(name, strategy);
  throw badStrategy(`strategy ${name}`, `what it makes has no method ${missing}`, NEXT);
}

const METHODS = ['begin', 'choose', 'end'] as const;
const NEXT = 'See defineStrategy: it takes a name and make, which returns an object with begin, choose and end.';

/** What a function of the definition returns; what it throws is the strategy's mistake. */
function answer<T>(name: string, part: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    // The definition has been through here already, and says what is wrong.
    if (error instanceof RacelineError) throw error;
    throw badStrategy(`strategy ${name}`, `its ${part} threw ${describeError(error)}`, undefined, error);
  }
}
