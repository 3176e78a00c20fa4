import type { ExploreHooks } from '../explore/explore.ts';
import type { Verdict } from '../scenario/verdict.ts';

/** Names of the properties that are violated, in the order of the verdicts. */
export function violatedOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property);
}

/** For who asks only which properties are broken: to minimise what breaks them takes longer than to find it. */
export const AS_FOUND: ExploreHooks = { attemptsMax: 0 };
