import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './printable.ts';
import type { SweepReport } from './report.ts';
import type { Reporter } from './reporter.ts';
import { paintVerdict } from './verdict-text.ts';
import { WIDTH, wrap } from './wrap.ts';

/** What each implementation breaks at each value, then from which value on. */
export const sweepText: Reporter<'sweep'> = {
  name: 'text',
  says: 'for people',
  render(report, { paint }) {
    const { description, options, range, implementations, values, wasInterrupted } = report;
    const says = `${range.name}: ${printable(range.says)}${range.unit === 'count' ? '' : `, in ${range.unit}`}`;
    const each = `${options.schedulesMax.toLocaleString('en-US')} executions of ${options.strategy} of each implementation at each value, seed ${options.seed}`;
    return [
      paint.strong(`${description.name}, sweep of ${range.name}`),
      ...[says, each].flatMap((line) => wrap(line, WIDTH)),
      '',
      plainTable(
        ['', ...values.map(({ value }) => number(value))],
        implementations.map((name) => [name, ...values.map(({ rows }) => cell(rows, name, paint))]),
      ),
      '',
      ...implementations.flatMap((name) => wrap(`${name}: ${thresholds(report, name)}`, WIDTH)),
      '',
      ...(wasInterrupted ? ['interrupted: what is known so far', ''] : []),
    ].join('\n');
  },
};

function number(value: number): string {
  return value.toLocaleString('en-US');
}

type Rows = SweepReport['values'][number]['rows'];

function verdictsAt(rows: Rows, name: string): Rows[number]['verdicts'] {
  return rows.find(({ implementation }) => implementation === name)?.verdicts ?? [];
}

function cell(rows: Rows, name: string, paint: Paint): string {
  const verdicts = verdictsAt(rows, name).filter(({ isIdle }) => !isIdle);
  const broken = verdicts.filter(({ verdict }) => verdict === 'violated').length;
  if (broken > 0) return paintVerdict('violated', `x${broken}`, paint);
  const isOpen = verdicts.length === 0 || verdicts.some(({ verdict }) => verdict === 'unknown');
  return isOpen ? paintVerdict('unknown', '?', paint) : paintVerdict('holds', '+', paint);
}

/** Where each property is broken; what is broken at the same values stands together. */
function thresholds({ values, range }: SweepReport, name: string): string {
  const groups = new Map<string, string[]>();
  for (const property of propertiesOf(values, name)) {
    const broken = values.filter(({ rows }) =>
      verdictsAt(rows, name).some((each) => each.property === property && each.verdict === 'violated'),
    );
    if (broken.length === 0) continue;
    const where = whereText(
      broken.map(({ value }) => value),
      values.map(({ value }) => value),
      range.unit,
    );
    groups.set(where, [...(groups.get(where) ?? []), property]);
  }
  if (groups.size === 0) return nothingBroken(values, name);
  return [...groups].map(([where, properties]) => `breaks ${properties.join(', ')} ${where}`).join('; ');
}

/** To break nothing is to hold only where no verdict is unknown. */
function nothingBroken(values: SweepReport['values'], name: string): string {
  const verdicts = values.map(({ rows }) => verdictsAt(rows, name));
  if (verdicts.every(({ length }) => length === 0)) return 'nothing is known';
  const isOpen = verdicts.some(
    (at) => at.length === 0 || at.some(({ verdict, isIdle }) => verdict === 'unknown' && !isIdle),
  );
  return isOpen ? 'nothing is broken as far as is known' : 'breaks nothing at any of these values';
}

function propertiesOf(values: SweepReport['values'], name: string): string[] {
  return [...new Set(values.flatMap(({ rows }) => verdictsAt(rows, name).map(({ property }) => property)))];
}

/** `from 5,500 ms on`, `at every value`, `at 10, 30 ms`. */
function whereText(broken: readonly number[], all: readonly number[], unit: string): string {
  if (broken.length === all.length) return 'at every value';
  const [first = 0] = broken;
  const isFromThereOn = broken.length === all.length - all.indexOf(first);
  const of = unit === 'count' ? '' : ` ${unit}`;
  return isFromThereOn ? `from ${number(first)}${of} on` : `at ${broken.map(number).join(', ')}${of}`;
}
