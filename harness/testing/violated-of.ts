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

/** Seeds that are tried while something is still to be met: what is rare is not in the first. */
const SEEDS_MAX = 6;

/**
 * Names of the properties that an implementation breaks, in alphabetical order: explored seed by seed until all of `expected` were met. So a test
 * that nothing else is broken waits for what is rare, and no longer. Throws where a verdict is unknown.
 */
export async function brokenWith(
  scenario: Scenario,
  implementation: string,
  expected: readonly string[],
  options: Partial<ExploreOptions> & { readonly schedulesMax: number },
): Promise<string[]> {
  const found = new Set<string>();
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    // Most is met in few executions.
    const schedulesMax = seed === 1 ? Math.ceil(options.schedulesMax / 3) : options.schedulesMax;
    const { verdicts } = await explore(scenario, implementation, { ...options, seed, schedulesMax }, AS_FOUND);
    const unknown = verdicts.find(({ verdict }) => verdict === 'unknown');
    if (unknown !== undefined) throw new Error(`${unknown.property} is unknown: ${JSON.stringify(unknown.how)}`);
    for (const property of violatedOf(verdicts)) found.add(property);
    if (expected.every((property) => found.has(property))) break;
  }
  return [...found].sort();
}
