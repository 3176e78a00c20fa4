import type { TimelineEvent } from '../harness/run/recorder.ts';
import type { ReplayOutcome } from '../harness/run/replay.ts';
import type { IssueTimeline } from '../harness/scenario/issue-timeline.ts';
import { timeOfDay } from './clock-text.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

interface Shown {
  readonly timeline: IssueTimeline;
  readonly implementation: string;
  readonly outcome: ReplayOutcome;
  readonly unexpected: readonly string[];
  readonly missingLogs: readonly string[];
  readonly comparison: { readonly implementation: string; readonly outcome: ReplayOutcome } | null;
}

const LEFT = 42;
const RIGHT = 55;
const WIDTH = 100;

/** An issue's timeline as the report tells it beside the timeline as simulated, in a hundred columns. */
export function reproduceText(shown: Shown, options: { steps: boolean; paint: Paint }): string {
  const { timeline, implementation, outcome, comparison } = shown;
  const { paint } = options;
  return [
    paint.strong(timeline.title),
    paint.dim(timeline.source),
    '',
    paint.dim(`${'as reported'.padEnd(LEFT)} | as simulated, ${implementation}`),
    ...sideBySide(shown, options.steps),
    '',
    ...verdictLines(implementation, outcome, paint),
    ...shown.unexpected.map((name) => paint.unsure(`not as recorded in the timeline's file: ${name}`)),
    ...shown.missingLogs.map((log) => paint.unsure(`the report's log line did not appear: ${log}`)),
    ...(comparison === null ? [] : verdictLines(comparison.implementation, comparison.outcome, paint)),
    '',
    '',
  ].join('\n');
}

function verdictLines(implementation: string, outcome: ReplayOutcome, paint: Paint): string[] {
  const schedule =
    outcome.missed.length === 0 ? 'same schedule' : `${outcome.followed} of the schedule's departures followed`;
  if (outcome.violations.length === 0) {
    return [`${implementation}: ${paint.good('every property holds')} (${schedule}, ${outcome.steps} steps)`];
  }
  return outcome.violations.flatMap(({ property, evidence }) => {
    const [first = '', ...rest] = wrap(
      `${implementation}: violated ${property}: ${printable(evidence.message)}`,
      WIDTH,
    );
    return [first.replace('violated', paint.bad('violated')), ...rest];
  });
}

/**
 * Both accounts merged by time of day. A line of the report without a time stands beside the first later event that
 * prints one of the log texts it quotes, if there is one.
 */
function sideBySide(shown: Shown, steps: boolean): string[] {
  const { timeline, outcome } = shown;
  const clock = (event: TimelineEvent): string => timeOfDay(outcome.startAt + event.at, timeline.utcOffsetMinutes);
  const events = outcome.events.filter((event) => steps || event.kind !== 'step');
  const rows: string[] = [];
  let next = 0;
  for (const line of timeline.reported) {
    const quoted = timeline.logs.filter((log) => line.text.includes(log));
    const partner = events.findIndex((event, at) =>
      at < next ? false : line.at === '' ? quoted.some((log) => event.text.includes(log)) : clock(event) >= line.at,
    );
    while (next < partner) rows.push(...row('', simulated(events[next++] as TimelineEvent)));
    const event = events[next];
    const isTogether = event !== undefined && partner === next && (line.at === '' || clock(event) === line.at);
    rows.push(...row(`${line.at.padEnd(8)} ${line.text}`.trim(), isTogether ? simulated(event) : ''));
    if (isTogether) next++;
  }
  for (const event of events.slice(next)) rows.push(...row('', simulated(event)));
  return rows;

  function simulated(event: TimelineEvent): string {
    const speaker = event.kind === 'fault' ? '!!' : event.actor === '' ? '' : `${event.actor}:`;
    return printable(`${clock(event)} ${speaker} ${event.text}`.replaceAll('  ', ' '));
  }
}

function row(left: string, right: string): string[] {
  const lefts = wrap(left, LEFT);
  const rights = wrap(right, RIGHT);
  return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, i) =>
    `${(lefts[i] ?? '').padEnd(LEFT)} | ${rights[i] ?? ''}`.trimEnd(),
  );
}
