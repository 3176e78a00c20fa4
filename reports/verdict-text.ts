import type { Verdict, VerdictKind } from '../harness/scenario/verdict.ts';
import { howText } from './how-text.ts';
import type { Paint } from './paint.ts';

/** The text in the colour of the verdict. */
export function paintVerdict(verdict: VerdictKind, text: string, paint: Paint): string {
  return { holds: paint.good, violated: paint.bad, unknown: paint.unsure }[verdict](text);
}

/** What the verdict rests on, in one line. */
export function verdictText(verdict: Verdict): string {
  const exercised = exercisedText(verdict);
  return exercised === '' ? howText(verdict.how) : `${howText(verdict.how)}; ${exercised}`;
}

/** How often what holds was put to the test; empty where nobody knows. */
export function exercisedText({ verdict, exercised, executions }: Verdict): string {
  if (verdict !== 'holds' || exercised === null) return '';
  return `exercised in ${exercised.toLocaleString('en-US')} of ${executions.toLocaleString('en-US')} executions`;
}
