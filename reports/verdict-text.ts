import type { VerdictKind } from '../harness/scenario/verdict.ts';
import type { Paint } from './paint.ts';

/** The text in the colour of the verdict. */
export function paintVerdict(verdict: VerdictKind, text: string, paint: Paint): string {
  return { holds: paint.good, violated: paint.bad, unknown: paint.unsure }[verdict](text);
}
