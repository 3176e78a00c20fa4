import { expect, test } from 'vitest';
import { paintFor } from '../../../reports/paint.ts';
import { reproduceText } from '../../../reports/reproduce-text.ts';
import type { TimelineEvent } from '../../run/recorder.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { IssueTimeline, ReportedLine } from '../../scenario/issue-timeline.ts';
import { complaintsOf, toldLines } from './told-lines.ts';

const event = (at: number, actor: string, text: string): TimelineEvent => {
  const kind = text.includes('#') ? 'step' : 'log';
  return { step: 1, at, actor, process: actor, kind, phase: 'effect', text, outcome: '', source: '' };
};

const outcome: ReplayOutcome = {
  ending: 'quiescent',
  steps: 4,
  startAt: Date.parse('2026-05-15T22:52:24+08:00'),
  events: [
    event(0, 'a', 'a#1 readFile file:/x'),
    event(5, 'a', 'refused again'),
    event(5_136, 'b', 'refused'),
    event(6_000, 'a', 'refused again'),
  ],
  violations: [],
  followed: 0,
  missed: [],
  traceHash: '',
  leaks: [],
};

const timelineOf = (...reported: ReportedLine[]): IssueTimeline => ({
  title: 'A morning',
  source: 'a log',
  scenario: 's',
  implementation: 'i',
  workload: {},
  faults: {},
  schedule: [],
  startAt: '2026-05-15T22:52:24+08:00',
  utcOffsetMinutes: 480,
  reported,
  logs: [],
  violates: [],
});

const line = (at: string, playedBy: string): ReportedLine => ({ at, text: 'it happens', playedBy });
const kinds = (...reported: ReportedLine[]): string[] =>
  toldLines(timelineOf(...reported), outcome).map(({ kind }) => kind);

test('lines are played by the first line of the run that says so, in their order', () => {
  expect(kinds(line('T0', 'a#1 readFile'), line('', 'refused again'))).toEqual(['played', 'played']);
  expect(kinds(line('', 'refused again'), line('T0', 'a#1 readFile'))).toEqual(['played', 'out-of-order']);
  expect(kinds(line('', 'refused twice'))).toEqual(['missing']);
});

test('a line that says exactly the text goes before those that contain it', () => {
  expect(toldLines(timelineOf(line('', 'b: refused')), outcome)).toEqual([{ kind: 'played', event: 2 }]);
});

test('lines that name the same text are played by the first, the second and no third', () => {
  const again = line('', 'a: refused again');
  expect(toldLines(timelineOf(again, again, again), outcome)).toEqual([
    { kind: 'played', event: 1 },
    { kind: 'played', event: 3 },
    { kind: 'missing' },
  ]);
});

test.each([
  ['22:52', 'played'],
  ['22:52:29', 'played'],
  ['22:52:29.136', 'played'],
  ['22:52:29.137', 'at-another-time'],
  ['22:52:28', 'at-another-time'],
  ['+5136 ms', 'played'],
  ['+5 s', 'at-another-time'],
  ['T1', 'played'],
])('of a line at %s that the run has 5,136 ms after the first, at 22:52:29.136: %s', (at, kind) => {
  expect(kinds(line('', 'a#1'), line(at, 'b: refused'))).toEqual(['played', kind]);
});

test('what is left out is no complaint, and what is not played is one', () => {
  const reported = [{ at: '', text: 'time goes by', notPlayed: 'nothing does it' }, line('T0', 'nobody')];
  const timeline = timelineOf(...reported);
  expect(complaintsOf(timeline, toldLines(timeline, outcome))).toEqual([
    'the report\'s line was not played: T0 it happens (by a line with "nobody")',
  ]);
});

test('the table has both accounts side by side in one order of columns, 100 wide', () => {
  const timeline = timelineOf(line('T0', 'refused again'), { at: '', text: 'all wait', notPlayed: 'no line' });
  const told = toldLines(timeline, outcome);
  const ran = { name: 'x', timeline, implementation: 'i', outcome, told };
  const report = { ...ran, unexpected: [], missingLogs: [], complaints: [], comparison: null };
  const context = { version: '1', paint: paintFor(false), isDetailed: false };
  const lines = String(reproduceText.render({ reproductions: [report] }, context)).split('\n');
  expect(lines.slice(3, 8)).toEqual([
    'report time  | report line                    | run time     | what plays it: i',
    'T0           | it happens                     | 22:52:24.005 | a: refused again',
    '             | all wait                       |              | (not played: no line)',
    '             |                                | 22:52:29.136 | b: refused',
    '             |                                | 22:52:30.000 | a: refused again',
  ]);
  expect(lines.filter(({ length }) => length > 100)).toEqual([]);
});
