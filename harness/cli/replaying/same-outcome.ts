import { timelineLines } from '../../../reports/timeline-text.ts';
import type { ReplayOutcome } from '../../run/replay.ts';

export function isSame(left: ReplayOutcome, right: ReplayOutcome): boolean {
  return left.traceHash === right.traceHash && firstChange(timelineLines(left), timelineLines(right)) === null;
}

/** The first line in which two timelines differ, from 1. */
export function firstChange(
  recorded: readonly string[],
  now: readonly string[],
): { line: number; recorded: string; now: string } | null {
  for (let at = 0; at < Math.max(recorded.length, now.length); at++) {
    if (recorded[at] !== now[at]) return { line: at + 1, recorded: recorded[at] ?? '', now: now[at] ?? '' };
  }
  return null;
}
