import { expect, test } from 'vitest';
import type { MeasuredCost } from '../harness/run/cost-meter.ts';
import type { Coverage } from '../harness/scenario/coverage.ts';
import { costTables } from './cost-tables.ts';
import { faultMatrix, timesText } from './fault-matrix.ts';
import { paintFor } from './paint.ts';
import { partingText } from './parting-text.ts';
import type { ComparedImplementation, ComparedScenario, PartedImplementations } from './report.ts';
import { sweepText } from './sweep-text.ts';
import { SAMPLE_REPORTS } from './testing/sample-reports.ts';

const PAINT = paintFor(false);
const [SAMPLE] = SAMPLE_REPORTS.compare.at(-1)?.scenarios ?? [];
if (SAMPLE === undefined) throw new Error('there is no sample of a comparison');
const COMPARED: ComparedScenario = SAMPLE;

function row(name: string, tallies: Coverage['tallies'], costs: readonly MeasuredCost[] = []): ComparedImplementation {
  const [sample] = COMPARED.rows;
  if (sample === undefined) throw new Error('the sample has no row');
  const { report } = sample;
  return { ...sample, name, costs, report: { ...report, coverage: { ...report.coverage, tallies } } };
}

const tally = (origin: string, faultClass: string | null, executions: number, broken: Record<string, number>) => ({
  origin,
  faultClass,
  executions,
  broken,
});

const RACY = row('racy', [
  tally('two', 'kill', 10, { kept: 4, whole: 1 }),
  tally('two', 'none', 20, {}),
  tally('three', 'kill', 5, { kept: 1 }),
]);
const SOUND = row('sound', [tally('two', 'kill', 10, {}), tally('two', 'none', 20, {})]);

test('the matrix by class counts the properties that are broken, those without trouble first', () => {
  const cells = faultMatrix([RACY, SOUND], PAINT)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  expect(cells).toEqual([
    ['broken under', 'none', 'kill'],
    ['racy', '+', 'x2'],
    ['sound', '+', '+'],
  ]);
});

test('there is none where the scenario classes nothing, or has one class', () => {
  expect(faultMatrix([row('a', [tally('two', null, 5, { kept: 5 })])], PAINT)).toBe('');
  expect(faultMatrix([row('a', [tally('two', 'none', 5, { kept: 5 })])], PAINT)).toBe('');
});

test('an implementation that has met no execution of a class is unknown there', () => {
  const half = row('half', [tally('two', 'none', 20, {})]);
  expect(faultMatrix([RACY, half], PAINT)).toMatch(/half +\+ +\?/);
});

test('how often something was broken is said for all and for each class', () => {
  expect(timesText(RACY, 'kept')).toBe('in 5 of 35: kill 5 of 15');
  expect(timesText(row('a', [tally('two', null, 5, { kept: 5 })]), 'kept')).toBe('in 5 of 5');
});

const cost = (metric: string, unit: MeasuredCost['unit'], value: number, isLoss = false): MeasuredCost => {
  return { metric, unit, value, isLoss };
};

test('a time that is shorter has a mark only where more was refused or lost', () => {
  const priced = (name: string, refused: number, ms: number): ComparedImplementation =>
    row(name, [], [cost('refused mean', 'count', refused, true), cost('latency p50', 'ms', ms)]);
  const rows = [
    priced('base', 1, 50),
    priced('refuses', 2, 30),
    priced('is-faster', 1, 30),
    priced('is-slower', 9, 70),
  ];
  const [table = '', , note] = costTables({ ...COMPARED, rows, baseline: 'base' });
  const figures = table.split('\n').map((line) => line.trim().split(/ +/).at(-1));
  expect(figures.slice(1).filter((text) => text !== 'ms')).toEqual(['50', '30*', '30', '70']);
  expect(note).toMatch(/^\* shorter than base's/);
  expect(costTables({ ...COMPARED, rows: rows.slice(2), baseline: 'is-faster' })).toHaveLength(2);
});

test('two that part are told apart by workloads and by what they pay most for', () => {
  const parted: PartedImplementations = { ...(COMPARED.parted as PartedImplementations), parting: null };
  const rows = [
    { ...RACY, costs: [cost('latency p50', 'ms', 10), cost('writes mean', 'count', 3)] },
    { ...SOUND, costs: [cost('latency p50', 'ms', 1_000), cost('writes mean', 'count', 4)] },
  ];
  const text = partingText(parted, rows);
  expect(text).toContain('They differ in what they break under: two, three');
  expect(text).toContain('racy pays, against sound: latency p50 10 against 1,000 ms; writes mean 3 against 4');
  const same = partingText(parted, [SOUND, SOUND]);
  expect(same).toContain('They break the same under every workload.');
  expect(same).toContain('They cost the same.');
});

test('a sweep says from which value on, or at which values, each breaks what', () => {
  const [sample] = SAMPLE_REPORTS.sweep;
  if (sample === undefined) throw new Error('there is no sample of a sweep');
  const verdict = (property: string, isBroken: boolean) => ({
    property,
    verdict: isBroken ? ('violated' as const) : ('holds' as const),
    isIdle: false,
  });
  const idle = { property: 'd', verdict: 'unknown' as const, isIdle: true };
  const values = [10, 2_000, 30_000].map((value) => ({
    value,
    rows: [
      { implementation: 'torn', verdicts: [verdict('a', true), verdict('b', true), verdict('c', value === 2_000)] },
      { implementation: 'late', verdicts: [verdict('a', value > 10), verdict('b', value > 10), verdict('c', false)] },
      { implementation: 'sound', verdicts: [verdict('a', false), verdict('b', false), verdict('c', false), idle] },
    ],
  }));
  const report = { ...sample, implementations: ['torn', 'late', 'sound', 'unseen'], values };
  const lines = String(sweepText.render(report, { version: '1', paint: PAINT, isDetailed: false })).split('\n');
  expect(lines.slice(4).map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
    '10 2,000 30,000',
    'torn x2 x3 x2',
    'late + x2 x2',
    'sound + + +',
    'unseen ? ? ?',
    '',
    'torn: breaks a, b at every value; breaks c at 2,000 ms',
    'late: breaks a, b from 2,000 ms on',
    'sound: breaks nothing at any of these values',
    'unseen: nothing is known',
    '',
  ]);
});
