import type { Verdict } from '../scenario/verdict.ts';

/** Names of the properties that are violated, in the order of the verdicts. */
export function violatedOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property);
}
