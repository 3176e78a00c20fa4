// `npm run bench:find`: executions to the first bug, by program and strategy. Exits 1 when the portfolio misses one.

import { STRATEGIES } from '../../harness/strategies/catalogue.ts';
import { PORTFOLIO } from '../../harness/strategies/portfolio.ts';
import { DEFAULT_DEPTH, type StrategyDefinition } from '../../harness/strategies/strategy-definition.ts';
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

async function findWith(program: Omit<Program, 'figures'>, { facts, make }: StrategyDefinition): Promise<Found> {
  const scenario = programScenario(program);
  const found: (number | null)[] = [];
  // What enumerates draws nothing: one seed is all of them.
  for (const seed of facts.enumerates ? SEEDS.slice(0, 1) : SEEDS) {
    const options = { implementation: 'gated', executionsMax: EXECUTIONS_MAX, stopsAtBug: true };
    const { buggy, executions } = await runMany(scenario, {
      ...options,
      strategy: make({ seed, depth: DEFAULT_DEPTH }),
    });
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
  const rows: string[][] = [['program', ...STRATEGIES.map(({ name }) => name), FAST_CHECK]];
  const missed: string[] = [];
  for (const program of [...PROGRAMS, ...LARGE_PROGRAMS]) {
    const cells: string[] = [program.name];
    for (const strategy of STRATEGIES) {
      const found = await findWith(program, strategy);
      cells.push(formatCell(found, EXECUTIONS_MAX));
      if (strategy === PORTFOLIO && found.includes(null)) missed.push(program.name);
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
