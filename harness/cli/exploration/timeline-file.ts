import { timeOfDay } from '../../../reports/clock-text.ts';
import { spokenLine } from '../../../reports/timeline-text.ts';
import type { ReplayFile } from '../../explore/replay-file.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { IssueTimeline } from '../../scenario/issue-timeline.ts';

/**
 * A recording as an issue tells it: what was logged, noted and broken, and when, as lines that people then put in their own words.
 * `reproduce` runs it beside these, and finds them by what the run says.
 */
export function timelineOf(file: ReplayFile, { events, violations, startAt }: ReplayOutcome): IssueTimeline {
  const { scenario, implementation, property, workload, faults, randomSeed, schedule, expect } = file;
  const told = events.filter(({ kind }) => kind !== 'step');
  return {
    title: `${property}: ${expect.message}`,
    source: 'where this was seen: an issue, a log',
    scenario,
    implementation,
    workload,
    faults,
    schedule,
    randomSeed,
    startAt: new Date(startAt).toISOString(),
    utcOffsetMinutes: 0,
    reported: told.map((event) => ({
      at: timeOfDay(startAt + event.at, 0),
      text: event.text,
      playedBy: spokenLine(event),
    })),
    logs: [...new Set(told.filter(({ kind }) => kind === 'log').map(({ text }) => text))],
    violates: violations.map((violation) => violation.property),
  };
}

/** The file's text. */
export function formatTimeline(timeline: IssueTimeline): string {
  return `${JSON.stringify(timeline, null, 2)}\n`;
}
