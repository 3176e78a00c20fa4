// `npm run bench:find`: executions to the first bug, by program and strategy. Exits 1 when the portfolio misses one.

import { isEnumerating, makeStrategy, STRATEGIES, type StrategyName } from '../../harness/strategies/catalogue.ts';
import { LARGE_PROGRAMS } from '../../harness/testing/programs/large-programs.ts';
import type { Program } from '../../harness/testing/programs/program.ts';
import { programScenario } from '../../harness/testing/programs/program-scenario.ts';
import { PROGRAMS } from '../../harness/testing/programs/programs.ts';
import { runMany } from '../../harness/testing/programs/sample.ts';
import { findWithFastCheck } from './fast-check-threads.ts';
import { formatCell, formatTable } from './table.ts';

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const EXECUTIONS_MAX = 1_000;
const FAST_CHECK = 'fast-check';

/** Executions to the first bug for each seed, null where there was none. */
type Found = readonly (number | null)[];

async function findWith(program: Omit<Program, 'figures'>, name: StrategyName): Promise<Found> {
  const scenario = programScenario(program);
  const found: (number | null)[] = [];
  // What enumerates draws nothing: one seed is all of them.
  for (const seed of isEnumerating(name) ? SEEDS.slice(0, 1) : SEEDS) {
    const options = { implementation: 'gated', executionsMax: EXECUTIONS_MAX, stopsAtBug: true };
    const { buggy, executions } = await runMany(scenario, { ...options, strategy: makeStrategy(name, seed) });
    found.push(buggy > 0 ? executions : null);
  }
  return found;
}

async function findWithoutEngine(program: Omit<Program, 'figures'>): Promise<Found> {
  const found: (number | null)[] = [];
  for (const seed of SEEDS) found.push(await findWithFastCheck(program, { seed, executionsMax: EXECUTIONS_MAX }));
  return found;
}

async function main(): Promise<void> {
  console.log(
    `Mean executions to the first bug over ${SEEDS.length} seeds, at most ${EXECUTIONS_MAX} each; >${EXECUTIONS_MAX} (k/${SEEDS.length}): only k seeds found it.`,
  );
  const rows: string[][] = [['program', ...STRATEGIES, FAST_CHECK]];
  const missed: string[] = [];
  for (const program of [...PROGRAMS, ...LARGE_PROGRAMS]) {
    const cells: string[] = [program.name];
    for (const name of STRATEGIES) {
      const found = await findWith(program, name);
      cells.push(formatCell(found, EXECUTIONS_MAX));
      if (name === 'portfolio' && found.includes(null)) missed.push(program.name);
    }
    cells.push(formatCell(await findWithoutEngine(program), EXECUTIONS_MAX));
    rows.push(cells);
  }
  console.log(formatTable(rows));
  if (missed.length > 0) {
    console.log(`\nthe portfolio missed ${missed.join(', ')}`);
    process.exitCode = 1;
  }
}

await main();
