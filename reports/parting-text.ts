import { printable } from './printable.ts';
import type { ComparedImplementation, PartedImplementations, PartingSide } from './report.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Events of a common past shown before two implementations part. */
const CONTEXT = 3;
/** Costs named, those that differ most. */
const PRICES_MAX = 3;

/** Where two implementations part, on which schedule, and what each does then. */
export function partingText(
  { left, right, parting, property }: PartedImplementations,
  rows: readonly ComparedImplementation[],
): string {
  const schedule =
    property === null
      ? 'in the default order of the first workload'
      : `on the shortest schedule found that breaks ${property} in one of them`;
  const difference = [...workloadsText(rows), ...pricesText(rows)].flatMap((line) => wrap(line, WIDTH));
  if (parting === null) {
    return [`${left.name} and ${right.name} do the same ${schedule}.`, ...difference, ''].join('\n');
  }
  const common = left.lines.slice(Math.max(0, parting.at - CONTEXT), parting.at);
  return [
    `Where they part, ${schedule}: after ${parting.at} events that are the same.`,
    ...common.map((line) => `    ${line}`),
    ...[next(left, parting.left), next(right, parting.right)].flatMap((line) => wrap(`  > ${line}`, WIDTH)),
    ...[left, right].flatMap((side) => wrap(endOf(side), WIDTH)),
    ...difference,
    '',
  ].join('\n');
}

function next({ name, lines }: PartingSide, at: number): string {
  return `${name}: ${at < 0 ? 'has ended' : (lines[at] ?? '')}`;
}

function endOf({ name, outcome }: PartingSide): string {
  const broken = outcome.violations.map(({ property, evidence }) => `${property} (${printable(evidence.message)})`);
  return `${name} ${broken.length === 0 ? 'breaks nothing on it' : `breaks ${broken.join('; ')}`}`;
}

/** The workloads under which one of them breaks what the other does not. */
function workloadsText([left, right]: readonly ComparedImplementation[]): string[] {
  if (left === undefined || right === undefined) return [];
  const brokenIn = (row: ComparedImplementation, origin: string): string => {
    const theirs = row.report.coverage.tallies.filter((tally) => tally.origin === origin);
    return [...new Set(theirs.flatMap(({ broken }) => Object.keys(broken)))].sort().join();
  };
  const origins = [
    ...new Set([left, right].flatMap(({ report }) => report.coverage.tallies.map(({ origin }) => origin))),
  ];
  const differing = origins.filter((origin) => brokenIn(left, origin) !== brokenIn(right, origin));
  if (differing.length === 0) return ['They break the same under every workload.'];
  return [`They differ in what they break under: ${differing.map(printable).join(', ')}`];
}

/** What each pays where they differ most. */
function pricesText([left, right]: readonly ComparedImplementation[]): string[] {
  if (left === undefined || right === undefined) return [];
  const pairs = left.costs.flatMap(({ metric, unit, value: ours }, at) => {
    const theirs = right.costs[at]?.value ?? null;
    if (ours === null || theirs === null || ours === theirs) return [];
    const ratio = Math.abs(Math.log((ours + 1) / (theirs + 1)));
    return [
      { text: `${metric} ${figure(ours)} against ${figure(theirs)}${unit === 'count' ? '' : ` ${unit}`}`, ratio },
    ];
  });
  if (pairs.length === 0) return ['They cost the same.'];
  const most = pairs.sort((a, b) => b.ratio - a.ratio).slice(0, PRICES_MAX);
  return [`${left.name} pays, against ${right.name}: ${most.map(({ text }) => text).join('; ')}`];
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
