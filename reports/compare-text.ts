import Table from 'cli-table3';
import type { ComparedImplementation, ComparedScenario } from '../harness/cli/exploration/compare-scenario.ts';
import type { Parting } from '../harness/explore/parting.ts';
import type { ReplayOutcome } from '../harness/run/replay.ts';
import type { Verdict, VerdictKind } from '../harness/scenario/verdict.ts';
import { howText } from './how-text.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

/** Columns of the terminal that a report is made for. */
const WIDTH = 100;
/** Cost columns that fit beside the names. */
const COSTS_A_TABLE = 5;
/** Events of a common past shown before two implementations part. */
const CONTEXT = 3;

const PLAIN = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: ' ',
  },
  style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [] },
};

interface Style {
  readonly paint: Paint;
  readonly showsTimelines: boolean;
}

type PerCell<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

/** What `compare` prints for a person: the matrix, its legend, the costs, then what each violation was. */
export function compareText(
  compared: ComparedScenario,
  timelines: PerCell<readonly string[]>,
  directory: string,
  style: Style,
): string {
  const { description, options, rows } = compared;
  const { paint } = style;
  const head = `${paint.strong(description.name)}: ${rows.length} implementations, ${options.schedulesMax.toLocaleString('en-US')} executions of ${options.strategy} each`;
  return [
    head,
    ...wrap(workloadsText(compared), WIDTH),
    '',
    matrix(compared, paint),
    '',
    ...legend(compared, paint),
    '',
    ...costTables(compared),
    ...rows.flatMap((row) => violations(row, timelines.get(row.name), style)),
    `replay files: ${directory}/${description.name}.IMPLEMENTATION.PROPERTY.json`,
    compared.wasInterrupted ? 'interrupted: what is known so far' : '',
    '',
  ].join('\n');
}

function workloadsText({ description, generated }: ComparedScenario): string {
  return `the same workloads for all: ${description.examples.join(', ')}${generated > 0 ? `, and ${generated} generated` : ''}`;
}

function letterOf(index: number): string {
  return index < 26
    ? String.fromCharCode(65 + index)
    : `${letterOf(Math.floor(index / 26) - 1)}${letterOf(index % 26)}`;
}

const SIGNS: Readonly<Record<VerdictKind, string>> = { holds: '+', violated: 'x', unknown: '?' };

function sign(verdict: VerdictKind, paint: Paint): string {
  return { holds: paint.good, violated: paint.bad, unknown: paint.unsure }[verdict](SIGNS[verdict]);
}

function matrix({ rows, baseline }: ComparedScenario, paint: Paint): string {
  const properties = rows[0]?.conclusion.report.verdicts ?? [];
  const table = new Table({ ...PLAIN, head: ['', ...properties.map((_, index) => letterOf(index)), 'shared'] });
  for (const { name, conclusion, shared } of rows) {
    table.push([
      name,
      ...conclusion.report.verdicts.map(({ verdict }) => sign(verdict, paint)),
      name === baseline ? 'all' : shared === null ? '?' : `${Math.round(shared * 100)} %`,
    ]);
  }
  return trimmed(table);
}

/** Without the blanks that fill the last column. */
function trimmed(table: { toString(): string }): string {
  return table.toString().replace(/ +$/gm, '');
}

function legend({ rows, baseline, description }: ComparedScenario, paint: Paint): string[] {
  const says = new Map(description.properties.map((property) => [property.name, property.says]));
  const verdicts = rows[0]?.conclusion.report.verdicts ?? [];
  return [
    `${sign('holds', paint)} holds  ${sign('violated', paint)} violated  ${sign('unknown', paint)} unknown; shared: steps whose label the same execution of ${baseline} has too`,
    ...verdicts.flatMap((verdict, index) =>
      wrap(
        `${letterOf(index)}  ${verdict.property} (${verdict.level}): ${says.get(verdict.property) ?? 'the engine judges it'}`,
        WIDTH,
      ),
    ),
    ...uncertain(rows),
  ];
}

/** Why verdicts are unknown, once a reason. */
function uncertain(rows: readonly ComparedImplementation[]): string[] {
  const reasons = rows.flatMap(({ name, conclusion }) =>
    conclusion.report.verdicts
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ how }) => `${name}: ${howText(how)}`),
  );
  return [...new Set(reasons)].flatMap((reason) => wrap(`? ${printable(reason)}`, WIDTH));
}

function costTables({ rows }: ComparedScenario): string[] {
  const metrics = rows[0]?.costs ?? [];
  const tables: string[] = [];
  for (let from = 0; from < metrics.length; from += COSTS_A_TABLE) {
    const columns = metrics.slice(from, from + COSTS_A_TABLE);
    const table = new Table({
      ...PLAIN,
      head: ['costs', ...columns.map(({ metric, unit }) => `${metric}${unit === 'count' ? '' : `, ${unit}`}`)],
      wordWrap: true,
      colWidths: [28, ...columns.map(() => 14)],
    });
    for (const { name, costs } of rows) {
      table.push([name, ...costs.slice(from, from + COSTS_A_TABLE).map(({ value }) => figure(value))]);
    }
    tables.push(trimmed(table), '');
  }
  return tables;
}

function figure(value: number | null): string {
  return value === null ? '-' : value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function violations(
  { name, conclusion }: ComparedImplementation,
  timelines: ReadonlyMap<string, readonly string[]> | undefined,
  { paint, showsTimelines }: Style,
): string[] {
  const violated = conclusion.report.verdicts.filter(({ verdict }) => verdict === 'violated');
  if (violated.length === 0) return [];
  const each = (verdict: Verdict): string[] => {
    const lines = timelines?.get(verdict.property) ?? [];
    const text = `${verdict.property}: ${printable(verdict.counterexample?.message ?? '')} (${lines.length} lines)`;
    return [
      ...wrap(text, WIDTH - 2).map((line) => `  ${line}`),
      ...(showsTimelines ? lines.map((line) => `    ${line}`) : []),
    ];
  };
  return [paint.strong(name), ...violated.flatMap(each), ''];
}

interface Side {
  readonly name: string;
  readonly lines: readonly string[];
  readonly outcome: Pick<ReplayOutcome, 'violations' | 'missed'>;
}

/** Where two implementations part, on which schedule, and what each does then. */
export function partingText(left: Side, right: Side, parting: Parting | null, property: string | null): string {
  const schedule =
    property === null
      ? 'in the default order of the first workload'
      : `on the shortest schedule found that breaks ${property} in one of them`;
  if (parting === null) return `${left.name} and ${right.name} do the same ${schedule}.\n`;
  const common = left.lines.slice(Math.max(0, parting.at - CONTEXT), parting.at);
  const next = (side: Side, at: number): string => `${side.name}: ${at < 0 ? 'has ended' : (side.lines[at] ?? '')}`;
  const ends = [left, right].map(({ name, outcome }) => {
    const broken = outcome.violations.map(({ property, evidence }) => `${property} (${printable(evidence.message)})`);
    return `${name} ${broken.length === 0 ? 'breaks nothing on it' : `breaks ${broken.join('; ')}`}`;
  });
  return [
    `Where they part, ${schedule}: after ${parting.at} events that are the same.`,
    ...common.map((line) => `    ${line}`),
    ...[next(left, parting.left), next(right, parting.right)].flatMap((line) => wrap(`  > ${line}`, WIDTH)),
    ...ends.flatMap((line) => wrap(line, WIDTH)),
    '',
  ].join('\n');
}
