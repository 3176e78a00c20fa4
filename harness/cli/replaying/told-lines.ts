import { timeOfDay } from '../../../reports/clock-text.ts';
import type { ToldLine } from '../../../reports/report.ts';
import { spokenLine } from '../../../reports/timeline-text.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { IssueTimeline, ReportedLine } from '../../scenario/issue-timeline.ts';

type Run = Pick<ReplayOutcome, 'events' | 'startAt'>;

/** What became of each line of the report in a run, in the report's order. */
export function toldLines({ reported, utcOffsetMinutes }: IssueTimeline, { events, startAt }: Run): ToldLine[] {
  const lines = events.map(spokenLine);
  const turns = new Map<string, number>();
  const clock = (event: number): number => startAt + (events[event]?.at ?? 0);
  let [first, last] = [-1, -1];
  return reported.map(({ at, playedBy, notPlayed }) => {
    if (playedBy === undefined) return { kind: 'left-out', why: notPlayed ?? '' };
    const turn = turns.get(playedBy) ?? 0;
    turns.set(playedBy, turn + 1);
    const event = linesThatSay(lines, playedBy)[turn];
    if (event === undefined) return { kind: 'missing' };
    // Never a later line that says the same: with one to be found, no order would be wrong.
    if (event <= last) return { kind: 'out-of-order', event };
    last = event;
    if (first < 0) first = event;
    const isInTime = isAt(at, clock(event), clock(first), utcOffsetMinutes);
    return { kind: isInTime ? 'played' : 'at-another-time', event };
  });
}

/** Places of the lines that are exactly this text, or, where none is, that contain it. */
function linesThatSay(lines: readonly string[], text: string): number[] {
  const places = lines.map((_, place) => place);
  const exact = places.filter((place) => lines[place] === text);
  return exact.length > 0 ? exact : places.filter((place) => lines[place]?.includes(text));
}

/** Whether a moment is the report's, as far as its clock goes. A mark such as `T0` is no time, and any moment has it. */
function isAt(at: string, now: number, start: number, utcOffsetMinutes: number): boolean {
  if (/^\d\d:\d\d/.test(at)) return timeOfDay(now, utcOffsetMinutes).startsWith(at);
  const [, count, unit] = /^\+(\d+) (m?s)$/.exec(at) ?? [];
  return count === undefined || now - start === Number(count) * (unit === 's' ? 1_000 : 1);
}

/** In words, what a run did otherwise than the report says. */
export function complaintsOf({ reported }: IssueTimeline, told: readonly ToldLine[]): string[] {
  return reported.flatMap((line, i) => {
    const how = PROBLEMS[told[i]?.kind ?? 'missing'];
    return how === '' ? [] : [`the report's line ${how}: ${wordsOf(line)}`];
  });
}

const PROBLEMS: Readonly<Record<ToldLine['kind'], string>> = {
  played: '',
  'left-out': '',
  missing: 'was not played',
  'out-of-order': 'was played before the one above it',
  'at-another-time': 'was played at another time',
};

function wordsOf({ at, text, playedBy = '' }: ReportedLine): string {
  return `${at} ${text} (by a line with "${playedBy}")`.trimStart();
}
