// `npm run compare-changes -- BEFORE.json AFTER.json`: what changed between two documents of `raceline compare --all --json`,
// a row for each scenario, then one for each cell whose verdict changed. For the effect of exhaustive exploration, make the
// first with `--prove 0` and the same seed.
import { readFileSync } from 'node:fs';
import Table from 'cli-table3';

interface Cell {
  readonly implementation: string;
  readonly property: string;
  readonly verdict: string;
  readonly how: string;
  readonly established: string;
  readonly executions: number;
}

interface Document {
  readonly scenario: string;
  readonly cells: readonly Cell[];
}

/** How far exhaustive exploration has come in a cell that holds. */
type Reach = 'all examples' | 'some examples' | 'none';

function reachOf({ how, established }: Cell): Reach {
  if (how === 'exhaustive') return 'all examples';
  return established.includes('all schedules of') ? 'some examples' : 'none';
}

function read(file: string | undefined): Document[] {
  if (file === undefined) throw new Error('usage: npm run compare-changes -- BEFORE.json AFTER.json');
  const parsed = JSON.parse(readFileSync(file, 'utf8')) as Document | Document[];
  return Array.isArray(parsed) ? parsed : [parsed];
}

function count<T>(items: readonly T[], isCounted: (item: T) => boolean): number {
  return items.filter(isCounted).length;
}

function arrow(before: number, after: number): string {
  const text = (value: number): string => value.toLocaleString('en-US');
  return before === after ? text(after) : `${text(before)} -> ${text(after)}`;
}

function executionsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { executions }) => sum + executions, 0);
}

function main(): void {
  const [before, after] = [read(process.argv[2]), read(process.argv[3])];
  const summary = new Table({
    head: ['scenario', 'cells', 'violated', 'unknown', 'hold by all examples', 'by some', 'executions'],
  });
  const changes = new Table({
    head: ['cell', 'verdict', 'before', 'after'],
    colWidths: [48, 22, 46, 46],
    wordWrap: true,
  });
  let changed = 0;
  for (const { scenario, cells } of after) {
    const earlier = before.find((document) => document.scenario === scenario)?.cells ?? [];
    const both = (isCounted: (cell: Cell) => boolean): string =>
      arrow(count(earlier, isCounted), count(cells, isCounted));
    const holdsBy =
      (reach: Reach) =>
      (cell: Cell): boolean =>
        cell.verdict === 'holds' && reachOf(cell) === reach;
    summary.push([
      scenario,
      both(() => true),
      both(({ verdict }) => verdict === 'violated'),
      both(({ verdict }) => verdict === 'unknown'),
      both(holdsBy('all examples')),
      both(holdsBy('some examples')),
      arrow(executionsOf(earlier), executionsOf(cells)),
    ]);
    for (const cell of cells) {
      const old = earlier.find(
        ({ implementation, property }) => implementation === cell.implementation && property === cell.property,
      );
      if (old?.verdict === cell.verdict) continue;
      changed++;
      changes.push([
        `${scenario} / ${cell.implementation} / ${cell.property}`,
        `${old?.verdict ?? 'not there'} -> ${cell.verdict}`,
        old?.established ?? '',
        cell.established,
      ]);
    }
  }
  console.log(summary.toString());
  console.log(changed === 0 ? 'No verdict changed.' : changes.toString());
}

main();
