import { complaintsOf, toldLines } from '../cli/replaying/told-lines.ts';
import type { ReplayOutcome } from '../run/replay.ts';
import type { IssueTimeline } from '../scenario/issue-timeline.ts';

/**
 * What of an issue's timeline a run did not play as the report tells it, and lines that say neither what plays them nor why
 * nothing does, which a timeline of the catalogue may not have.
 */
export function notAsReported(timeline: IssueTimeline, outcome: ReplayOutcome): string[] {
  const told = toldLines(timeline, outcome);
  const silent = timeline.reported.filter((_, i) => {
    const line = told[i];
    return line?.kind === 'left-out' && line.why === '';
  });
  return [...complaintsOf(timeline, told), ...silent.map(({ text }) => `names nothing that plays it: ${text}`)];
}
