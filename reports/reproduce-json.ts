import type { ReplayOutcome } from '../harness/run/replay.ts';
import { jsonText } from './json-text.ts';
import type { Reproduction } from './report.ts';
import type { Reporter } from './reporter.ts';
import { timelineLines } from './timeline-text.ts';

export const reproduceJson: Reporter<'reproduce'> = {
  name: 'json',
  says: 'for machines',
  render: ({ reproductions }) => jsonText(reproductions.map(documentOf)),
};

function documentOf(reproduction: Reproduction): object {
  const { name, timeline, implementation, outcome, unexpected, missingLogs, comparison } = reproduction;
  return {
    name,
    title: timeline.title,
    scenario: timeline.scenario,
    implementation,
    reported: timeline.reported,
    ...runOf(outcome),
    unexpected,
    missingLogs,
    comparison:
      comparison === null ? null : { implementation: comparison.implementation, ...runOf(comparison.outcome) },
  };
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
