import type { MeasuredCost } from '../harness/run/cost-meter.ts';
import { plainTable } from './plain-table.ts';
import type { ComparedImplementation, ComparedScenario } from './report.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Cost columns that fit beside the names. */
const COSTS_A_TABLE = 5;
/** Their widths in characters, the names' first. */
const NAMES_WIDTH = 28;
const COST_WIDTH = 14;

/** What each implementation pays; a time that is shorter since less was done has a mark. */
export function costTables({ rows, baseline }: ComparedScenario): string[] {
  const metrics = rows[0]?.costs ?? [];
  const compared = rows.find(({ name }) => name === baseline);
  const tables: string[] = [];
  for (let from = 0; from < metrics.length; from += COSTS_A_TABLE) {
    const columns = metrics.slice(from, from + COSTS_A_TABLE);
    const table = plainTable(
      ['costs', ...columns.map(({ metric, unit }) => `${metric}${unit === 'count' ? '' : `, ${unit}`}`)],
      rows.map((row) => [
        row.name,
        ...row.costs
          .slice(from, from + COSTS_A_TABLE)
          .map((cost) => `${figure(cost.value)}${isForDoingLess(cost, row, compared) ? '*' : ''}`),
      ]),
      [NAMES_WIDTH, ...columns.map(() => COST_WIDTH)],
    );
    tables.push(table, '');
  }
  const isAnyMarked = rows.some((row) => row.costs.some((cost) => isForDoingLess(cost, row, compared)));
  if (isAnyMarked)
    tables.push(...wrap(`* shorter than ${baseline}'s, and more work was refused, lost or not done`, WIDTH), '');
  return tables;
}

/** Whether a time is shorter than that of the implementation compared with, and the row's losses are greater. */
export function isForDoingLess(
  { metric, unit, value }: MeasuredCost,
  row: ComparedImplementation,
  compared: ComparedImplementation | undefined,
): boolean {
  const theirs = compared?.costs.find((cost) => cost.metric === metric)?.value ?? null;
  if (unit !== 'ms' || value === null || theirs === null || value >= theirs) return false;
  return row.costs.some((cost) => {
    const other = compared?.costs.find((each) => each.metric === cost.metric)?.value ?? 0;
    return cost.isLoss && (cost.value ?? 0) > other;
  });
}

function figure(value: number | null): string {
  return value === null ? '-' : value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
