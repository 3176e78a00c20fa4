import type { ExplorationReport } from '../explore/explore.ts';
import type { Verdict } from '../scenario/verdict.ts';

/** The first verdict that is not as expected: those of `violated` violated, all others holding. What is violated comes first. */
export function unexpectedOf({ verdicts }: ExplorationReport, violated: readonly string[]): Verdict | undefined {
  const all = verdicts.filter(({ property, verdict }) => verdict !== expectedOf(property, violated));
  return all.find(({ verdict }) => verdict === 'violated') ?? all[0];
}

export function expectedOf(property: string, violated: readonly string[]): 'violated' | 'holds' {
  return violated.includes(property) ? 'violated' : 'holds';
}
