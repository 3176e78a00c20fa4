import { howText } from '../../reports/how-text.ts';
import type { Verdict } from '../scenario/verdict.ts';

/** Verdicts with the sentence that reports print in place of the data that it is made of. */
export function inWords(verdicts: readonly Verdict[]): (Omit<Verdict, 'how'> & { readonly how: string })[] {
  return verdicts.map((verdict) => ({ ...verdict, how: howText(verdict.how) }));
}
