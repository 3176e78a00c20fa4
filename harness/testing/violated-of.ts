import { type ExploreHooks, explore } from '../explore/explore.ts';
import type { ExploreOptions } from '../explore/explore-options.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Verdict } from '../scenario/verdict.ts';

/** Names of the properties that are violated, in the order of the verdicts. */
export function violatedOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property);
}

/** For who asks only which properties are broken: to minimise what breaks them takes longer than to find it. */
export const AS_FOUND: ExploreHooks = { attemptsMax: 0 };

/** What is rare is not met at once: seeds are tried while something is still to be met, each with this part of the executions. */
const PART = 1 / 4;
const SEEDS_MAX = 24;

/** What was found in some seeds: names of properties, in the order in which the scenario declares them. */
interface Found {
  readonly violated: string[];
  /** Of which no seed said anything: nothing put them to the test, or something kept the judges from judging. */
  readonly unknown: string[];
}

/**
 * What an implementation breaks, explored seed by seed until all of `expected` were met, from `seed` on (default 1). So a test that nothing
 * else is broken waits for what is rare, and no longer.
 */
export async function foundIn(
  scenario: Scenario,
  implementation: string,
  expected: readonly string[],
  { schedulesMax, seed: first = 1, ...options }: Partial<ExploreOptions> & { readonly schedulesMax: number },
): Promise<Found> {
  const judged = new Map<string, Verdict['verdict']>();
  for (let seed = first; seed < first + SEEDS_MAX; seed++) {
    const part = { ...options, seed, schedulesMax: Math.ceil(schedulesMax * PART) };
    const { verdicts } = await explore(scenario, implementation, part, AS_FOUND);
    for (const { property, verdict } of verdicts) {
      const known = judged.get(property);
      if (known === undefined || known === 'unknown' || verdict === 'violated') judged.set(property, verdict);
    }
    if (expected.every((property) => judged.get(property) === 'violated')) break;
  }
  const those = (verdict: Verdict['verdict']): string[] =>
    [...judged].flatMap(([property, of]) => (of === verdict ? [property] : []));
  return { violated: those('violated'), unknown: those('unknown') };
}

/** The same in alphabetical order, of an implementation that every property can be judged of: throws where one is unknown. */
export async function brokenWith(...asked: Parameters<typeof foundIn>): Promise<string[]> {
  const { violated, unknown } = await foundIn(...asked);
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}`);
  return violated.sort();
}
