import type { Verdict, VerdictKind } from '../harness/scenario/verdict.ts';
import { costTables } from './cost-tables.ts';
import { classTallies, faultMatrix, timesText } from './fault-matrix.ts';
import { howText } from './how-text.ts';
import type { Paint } from './paint.ts';
import { partingText } from './parting-text.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './printable.ts';
import type { ComparedImplementation, ComparedScenario } from './report.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { paintVerdict } from './verdict-text.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Costs named where nothing else tells implementations apart. */
const DIFFERING_MAX = 3;
/** The matrix, its legend, the costs, then what each violation was. */
export const compareText: Reporter<'compare'> = {
  name: 'text',
  says: 'for people',
  render({ seed, scenarios, directory }, context) {
    return [`seed ${seed}\n`, ...scenarios.map((compared) => textOf(compared, directory, context))].join('');
  },
};

function textOf(compared: ComparedScenario, directory: string, context: ReportContext): string {
  const { description, options, rows, parted } = compared;
  const { paint } = context;
  const head = `${paint.strong(description.name)}: ${rows.length} implementations, ${options.schedulesMax.toLocaleString('en-US')} executions of ${options.strategy} each`;
  const text = [
    head,
    ...wrap(workloadsText(compared), WIDTH),
    '',
    matrix(compared, paint),
    '',
    ...legend(compared, paint),
    '',
    ...byFaults(rows, paint),
    ...costTables(compared),
    ...rows.flatMap((row) => violations(row, context)),
    `replay files: ${directory}/${description.name}.IMPLEMENTATION.PROPERTY.json`,
    compared.wasInterrupted ? 'interrupted: what is known so far' : '',
    '',
  ].join('\n');
  return parted === null ? text : text + partingText(parted, rows);
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
  return paintVerdict(verdict, SIGNS[verdict], paint);
}

/** Positions of the properties on which the rows differ; of a single row all of them. */
function separating(rows: readonly ComparedImplementation[]): number[] {
  const verdicts = rows[0]?.report.verdicts ?? [];
  const isSame = (index: number): boolean =>
    rows.every(({ report }) => report.verdicts[index]?.verdict === verdicts[index]?.verdict);
  return [...verdicts.keys()].filter((index) => rows.length === 1 || !isSame(index));
}

function matrix({ rows, baseline }: ComparedScenario, paint: Paint): string {
  const shown = separating(rows);
  return plainTable(
    ['', ...shown.map((_, column) => letterOf(column)), 'shared'],
    rows.map(({ name, report, shared }) => [
      name,
      ...shown.map((index) => sign(report.verdicts[index]?.verdict ?? 'unknown', paint)),
      name === baseline ? 'all' : shared === null ? '?' : `${Math.round(shared * 100)} %`,
    ]),
  );
}

/** What is broken under which class of faults, where the scenario has several. */
function byFaults(rows: readonly ComparedImplementation[], paint: Paint): string[] {
  const table = faultMatrix(rows, paint);
  if (table === '') return [];
  const broken = paintVerdict('violated', 'x3', paint);
  return [table, '', `${broken} executions with this class of faults break three properties`, ''];
}

/** What is the same for all, and who cannot be told apart. */
function inCommon(rows: readonly ComparedImplementation[], paint: Paint): string[] {
  const shown = new Set(separating(rows));
  const hidden = (rows[0]?.report.verdicts ?? []).filter((_, index) => !shown.has(index));
  const kinds: readonly VerdictKind[] = ['holds', 'violated', 'unknown'];
  const same = kinds.flatMap((kind) => {
    const names = hidden.filter(({ verdict }) => verdict === kind).map(({ property }) => property);
    return names.length === 0 ? [] : [`${sign(kind, paint)} for all: ${names.join(', ')}`];
  });
  const alike = new Map<string, string[]>();
  for (const { name, report } of rows) {
    const classes = classTallies({ report }).map(({ faultClass, broken }) => [faultClass, [...broken.keys()].sort()]);
    const row = JSON.stringify([report.verdicts.map(({ verdict }) => verdict), classes]);
    alike.set(row, [...(alike.get(row) ?? []), name]);
  }
  const groups = [...alike.values()].filter((names) => names.length > 1);
  return [...same, ...groups.map((names) => inseparable(names, rows))].flatMap((text) => wrap(text, WIDTH));
}

/** What of these is the same, and what is not: what they cost, and how often they break what they break. */
function inseparable(names: readonly string[], rows: readonly ComparedImplementation[]): string {
  const theirs = rows.filter(({ name }) => names.includes(name));
  const [first] = theirs;
  const differing = (first?.costs ?? []).filter(({ value }, index) =>
    theirs.some(({ costs }) => costs[index]?.value !== value),
  );
  const costs = differing.map(({ metric }) => metric);
  const difference =
    costs.length === 0 ? 'they cost the same too' : `they differ in ${costs.slice(0, DIFFERING_MAX).join(', ')}`;
  return `neither a property nor a class of faults separates ${names.join(', ')}; ${difference}`;
}

function legend({ rows, baseline, description }: ComparedScenario, paint: Paint): string[] {
  const says = new Map(description.properties.map((property) => [property.name, property.says]));
  const verdicts = rows[0]?.report.verdicts ?? [];
  const shown = separating(rows).flatMap((index) => verdicts[index] ?? []);
  return [
    `${sign('holds', paint)} holds  ${sign('violated', paint)} violated  ${sign('unknown', paint)} unknown; shared: steps whose label the same execution of ${baseline} has too`,
    ...shown.flatMap(({ property, level }, index) =>
      wrap(`${letterOf(index)}  ${property} (${level}): ${says.get(property) ?? 'the engine judges it'}`, WIDTH),
    ),
    ...inCommon(rows, paint),
    ...uncertain(rows),
  ];
}

/** Why verdicts are unknown, once a reason. */
function uncertain(rows: readonly ComparedImplementation[]): string[] {
  const reasons = rows.flatMap(({ name, report }) =>
    report.verdicts.filter(({ verdict }) => verdict === 'unknown').map((verdict) => `${name}: ${reasonOf(verdict)}`),
  );
  return [...new Set(reasons)].flatMap((reason) => wrap(`? ${printable(reason)}`, WIDTH));
}

/** With the property where the reason is its alone. */
function reasonOf({ property, how }: Verdict): string {
  const isItsAlone = how.kind === 'vacuous' || how.kind === 'undecided';
  return isItsAlone ? `${property}: ${howText(how)}` : howText(how);
}

function violations(row: ComparedImplementation, { paint, isDetailed }: ReportContext): string[] {
  const { name, report, timelines } = row;
  const violated = report.verdicts.filter(({ verdict }) => verdict === 'violated');
  if (violated.length === 0) return [];
  const each = ({ property, counterexample }: Verdict): string[] => {
    const lines = timelines.get(property) ?? [];
    const text = `${property}: ${printable(counterexample?.message ?? '')} (${lines.length} lines; ${timesText(row, property)})`;
    return [
      ...wrap(text, WIDTH - 2).map((line) => `  ${line}`),
      ...(isDetailed ? lines.map((line) => `    ${line}`) : []),
    ];
  };
  return [paint.strong(name), ...violated.flatMap(each), ''];
}
