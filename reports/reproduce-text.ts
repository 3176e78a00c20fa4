import type { TimelineEvent } from '../harness/run/recorder.ts';
import type { ReplayOutcome } from '../harness/run/replay.ts';
import { timeOfDay } from './clock-text.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Reproduction, ToldLine } from './report.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { spokenLine } from './timeline-text.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Widths of the report's time and line, and of the run's, with ` | ` between them: 100 in all. */
const COLUMNS = [12, 30, 12, 37] as const;

/** Each issue's timeline, line by line: what the report says, and what played it. */
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
    ...wrap(printable(timeline.title), WIDTH).map(paint.strong),
    ...wrap(printable(timeline.source), WIDTH).map(paint.dim),
    '',
    ...row('report time', 'report line', 'run time', `what plays it: ${implementation}`).map(paint.dim),
    ...table(reproduction, isDetailed),
    '',
    ...verdictLines(implementation, outcome, paint),
    ...reproduction.unexpected.map((name) => paint.unsure(`not as recorded in the timeline's file: ${name}`)),
    ...reproduction.missingLogs.map((log) => paint.unsure(`the report's log line did not appear: ${log}`)),
    ...reproduction.complaints.flatMap((complaint) => wrap(printable(complaint), WIDTH)).map(paint.unsure),
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
 * The report's lines, each with the line of the run that plays it; between them what else the run logged, so that the table is
 * the whole of both.
 */
function table({ timeline, outcome, told }: Reproduction, showsSteps: boolean): string[] {
  const { events, startAt } = outcome;
  const playing = new Set(told.flatMap((line) => ('event' in line ? [line.event] : [])));
  const isShown = (place: number): boolean => showsSteps || events[place]?.kind !== 'step' || playing.has(place);
  const cells = (place: number): [string, string] => {
    const event = events[place] as TimelineEvent;
    return [timeOfDay(startAt + event.at, timeline.utcOffsetMinutes), spokenLine(event)];
  };
  const rows: string[] = [];
  let next = 0;
  const runTo = (end: number): void => {
    for (; next < end; next++) if (isShown(next)) rows.push(...row('', '', ...cells(next)));
  };
  for (const [i, { at, text }] of timeline.reported.entries()) {
    const line = told[i] ?? { kind: 'missing' };
    if ('event' in line) runTo(line.event);
    rows.push(...row(at, text, ...played(line, cells)));
    if ('event' in line) next = Math.max(next, line.event + 1);
  }
  runTo(events.length);
  return rows;
}

function played(line: ToldLine, cells: (place: number) => [string, string]): [string, string] {
  if (line.kind === 'missing') return ['', '(no line of the run)'];
  if (line.kind === 'left-out') return ['', line.why === '' ? '' : `(not played: ${line.why})`];
  const [time, text] = cells(line.event);
  return [time, line.kind === 'out-of-order' ? `(before the line above) ${text}` : text];
}

function row(...cells: readonly string[]): string[] {
  const wrapped = COLUMNS.map((width, i) => wrap(printable(cells[i] ?? ''), width));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) =>
    COLUMNS.map((width, column) => (wrapped[column]?.[i] ?? '').padEnd(width))
      .join(' | ')
      .trimEnd(),
  );
}
