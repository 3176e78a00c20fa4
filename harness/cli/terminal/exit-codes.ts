import type { Verdict } from '../../scenario/verdict.ts';

export const EXIT_HOLDS = 0;
export const EXIT_VIOLATED = 1;
export const EXIT_UNKNOWN = 2;
export const EXIT_ERROR = 3;

/** A violation outweighs an unknown, and an unknown outweighs what holds. */
export function exitCodeOf(verdicts: readonly Pick<Verdict, 'verdict'>[]): number {
  if (verdicts.some(({ verdict }) => verdict === 'violated')) return EXIT_VIOLATED;
  return verdicts.some(({ verdict }) => verdict === 'unknown') ? EXIT_UNKNOWN : EXIT_HOLDS;
}

/** Of a command that was interrupted, or not. Interrupted, nothing holds: what was asked for was not done. */
export function exitCodeAfter(code: number, { isRequested }: { readonly isRequested: boolean }): number {
  return isRequested && code === EXIT_HOLDS ? EXIT_UNKNOWN : code;
}
