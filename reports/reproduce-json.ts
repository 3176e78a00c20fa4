import type { ReplayOutcome } from '../harness/run/replay.ts';
import { jsonText } from './json-text.ts';
import type { Reproduction, ToldLine } from './report.ts';
import type { Reporter } from './reporter.ts';
import { spokenLine, timelineLines } from './timeline-text.ts';

export const reproduceJson: Reporter<'reproduce'> = {
  name: 'json',
  says: 'for machines',
  render: ({ reproductions }) => jsonText(reproductions.map(documentOf)),
};

function documentOf(reproduction: Reproduction): object {
  const { name, timeline, implementation, outcome, unexpected, missingLogs, complaints, comparison } = reproduction;
  return {
    name,
    title: timeline.title,
    scenario: timeline.scenario,
    implementation,
    reported: timeline.reported.map((line, i) => ({ ...line, ...playOf(reproduction.told[i], outcome) })),
    ...runOf(outcome),
    unexpected,
    missingLogs,
    complaints,
    comparison:
      comparison === null ? null : { implementation: comparison.implementation, ...runOf(comparison.outcome) },
  };
}

/** How a line was played: `run` is what played it. */
function playOf(told: ToldLine | undefined, { events }: ReplayOutcome): object {
  const event = told !== undefined && 'event' in told ? events[told.event] : undefined;
  return { play: told?.kind, run: event === undefined ? null : { atMs: event.at, line: spokenLine(event) } };
}

function runOf(outcome: ReplayOutcome): object {
  return {
    violated: outcome.violations.map(({ property, evidence }) => ({ property, message: evidence.message })),
    followed: outcome.followed,
    missed: outcome.missed.length,
    traceHash: outcome.traceHash,
    timeline: timelineLines(outcome),
  };
}
