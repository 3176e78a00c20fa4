import type { TimelineEvent } from '../harness/run/recorder.ts';
import type { ReplayOutcome } from '../harness/run/replay.ts';
import { timeOfDay } from './clock-text.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Reproduction } from './report.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Columns of the two accounts, with ` | ` between them. */
const LEFT = 42;
const RIGHT = 55;

/** Each issue's timeline as the report tells it beside the timeline as simulated. */
export const reproduceText: Reporter<'reproduce'> = {
  name: 'text',
  says: 'for people',
  render({ reproductions }, context) {
    return reproductions.map((reproduction) => textOf(reproduction, context)).join('');
  },
};

function textOf(reproduction: Reproduction, { paint, isDetailed }: ReportContext): string {
  const { timeline, implementation, outcome, comparison } = reproduction;
  return [
    paint.strong(timeline.title),
    paint.dim(timeline.source),
    '',
    paint.dim(`${'as reported'.padEnd(LEFT)} | as simulated, ${implementation}`),
    ...sideBySide(reproduction, isDetailed),
    '',
    ...verdictLines(implementation, outcome, paint),
    ...reproduction.unexpected.map((name) => paint.unsure(`not as recorded in the timeline's file: ${name}`)),
    ...reproduction.missingLogs.map((log) => paint.unsure(`the report's log line did not appear: ${log}`)),
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
function sideBySide(reproduction: Reproduction, showsSteps: boolean): string[] {
  const { timeline, outcome } = reproduction;
  const clock = (event: TimelineEvent): string => timeOfDay(outcome.startAt + event.at, timeline.utcOffsetMinutes);
  const events = outcome.events.filter((event) => showsSteps || event.kind !== 'step');
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
