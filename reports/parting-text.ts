import { printable } from './printable.ts';
import type { PartedImplementations, PartingSide } from './report.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Events of a common past shown before two implementations part. */
const CONTEXT = 3;

/** Where two implementations part, on which schedule, and what each does then. */
export function partingText({ left, right, parting, property }: PartedImplementations): string {
  const schedule =
    property === null
      ? 'in the default order of the first workload'
      : `on the shortest schedule found that breaks ${property} in one of them`;
  if (parting === null) return `${left.name} and ${right.name} do the same ${schedule}.\n`;
  const common = left.lines.slice(Math.max(0, parting.at - CONTEXT), parting.at);
  return [
    `Where they part, ${schedule}: after ${parting.at} events that are the same.`,
    ...common.map((line) => `    ${line}`),
    ...[next(left, parting.left), next(right, parting.right)].flatMap((line) => wrap(`  > ${line}`, WIDTH)),
    ...[left, right].flatMap((side) => wrap(endOf(side), WIDTH)),
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
