import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './printable.ts';
import type { ComparedImplementation } from './report.ts';
import { paintVerdict } from './verdict-text.ts';

/** What the executions of one class of faults broke of one implementation. */
export interface ClassTally {
  readonly faultClass: string;
  readonly executions: number;
  /** How many of these executions broke each property; those that none broke are missing. */
  readonly broken: ReadonlyMap<string, number>;
}

/** Those without trouble stand before all others. */
const EASY = ['none', 'slow'];

/** One for each class that the scenario has named, the easy ones first, then in the order in which they were met. */
export function classTallies({ report }: Pick<ComparedImplementation, 'report'>): ClassTally[] {
  const known = new Map<string, { faultClass: string; executions: number; broken: Map<string, number> }>();
  for (const { faultClass, executions, broken } of report.coverage.tallies) {
    if (faultClass === null) continue;
    const tally = known.get(faultClass) ?? { faultClass, executions: 0, broken: new Map() };
    known.set(faultClass, tally);
    tally.executions += executions;
    for (const [property, times] of Object.entries(broken)) {
      tally.broken.set(property, (tally.broken.get(property) ?? 0) + times);
    }
  }
  const rank = ({ faultClass }: ClassTally): number =>
    EASY.includes(faultClass) ? EASY.indexOf(faultClass) : EASY.length;
  return [...known.values()].sort((a, b) => rank(a) - rank(b));
}

/** A row for each implementation, a column for each class: how many properties its executions broke. Empty where none is classed. */
export function faultMatrix(rows: readonly ComparedImplementation[], paint: Paint): string {
  const tallies = rows.map(classTallies);
  const classes = [...new Set(tallies.flatMap((row) => row.map(({ faultClass }) => faultClass)))];
  if (classes.length < 2) return '';
  return plainTable(
    ['broken under', ...classes.map(printable)],
    rows.map(({ name }, at) => [
      name,
      ...classes.map((faultClass) => {
        const tally = tallies[at]?.find((each) => each.faultClass === faultClass);
        if (tally === undefined) return paintVerdict('unknown', '?', paint);
        const { size } = tally.broken;
        return size === 0 ? paintVerdict('holds', '+', paint) : paintVerdict('violated', `x${size}`, paint);
      }),
    ]),
  );
}

/** In how many executions, and under which faults where there are several classes. */
export function timesText(row: Pick<ComparedImplementation, 'report'>, property: string): string {
  const count = (times: number, executions: number): string =>
    `${times.toLocaleString('en-US')} of ${executions.toLocaleString('en-US')}`;
  const all = row.report.coverage.tallies;
  const times = all.reduce((total, { broken }) => total + (broken[property] ?? 0), 0);
  const executions = all.reduce((total, each) => total + each.executions, 0);
  const classes = classTallies(row);
  const each = classes.flatMap(({ faultClass, broken, executions: made }) =>
    broken.has(property) ? [`${printable(faultClass)} ${count(broken.get(property) ?? 0, made)}`] : [],
  );
  return `in ${count(times, executions)}${classes.length < 2 ? '' : `: ${each.join(', ')}`}`;
}
