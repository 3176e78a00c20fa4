// `npm run reduction [-- STEPS]`: what partial-order reduction saves. Every workload whose schedules plain enumeration gets
// through within so many steps (default 8,000), with and without reduction: both must find the same violations.
// Exits 1 when they do not.
import Table from 'cli-table3';
import { limitsOf } from '../harness/explore/plan.ts';
import { JobRun } from '../harness/explore/run-job.ts';
import { driveInSlices } from '../harness/explore/slices.ts';
import { programScenario } from '../harness/oracle-programs/program-scenario.ts';
import { PROGRAMS } from '../harness/oracle-programs/programs.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { StrategyName } from '../harness/strategies/catalogue.ts';
import { CATALOGUE } from '../scenarios/index.ts';

const STEPS_MAX = Number(process.argv[2] ?? 8_000);
/** Of the small programs, whose steps take a microsecond. */
const PROGRAM_STEPS_MAX = 2_000_000;

interface Explored {
  readonly executions: number;
  readonly isExhausted: boolean;
  readonly violated: string;
}

interface Row {
  readonly workload: string;
  readonly memory: string;
  readonly plain: Explored;
  readonly reduced: Explored;
}

async function exploreAll(
  scenario: Scenario,
  implementation: string,
  example: string,
  strategy: StrategyName,
  stepsMax: number,
): Promise<Explored> {
  const { workload, faults } = scenario.examples[example] ?? {};
  const limits = limitsOf(scenario, {});
  const bounds = { executionsMax: Number.POSITIVE_INFINITY, stepsMax, lookEvery: 1, size: null };
  const job = { index: 0, origin: example, workload, faults, strategy, depth: 1, seed: 1, ...bounds };
  const run = new JobRun({ scenario, subject: scenario.implementations[implementation]?.subject, job, limits });
  await driveInSlices(run, { usesSeams: scenario.control !== 'gates' });
  const { executions, repeated, isExhausted, violations } = run.findings();
  const violated = violations.map(({ property }) => property).sort();
  return { executions: executions - repeated, isExhausted, violated: violated.join(', ') };
}

/** Null if plain enumeration does not end. */
async function compareOn(
  scenario: Scenario,
  implementation: string,
  example: string,
  stepsMax: number,
): Promise<Row | null> {
  const plain = await exploreAll(scenario, implementation, example, 'plain-exhaustive', stepsMax);
  if (!plain.isExhausted) return null;
  const reduced = await exploreAll(scenario, implementation, example, 'exhaustive', 3 * stepsMax);
  const workload = `${scenario.name} / ${implementation} / ${example}`;
  return { workload, memory: scenario.memory ?? 'shared', plain, reduced };
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  let left = 0;
  const add = (row: Row | null): void => {
    if (row === null) left++;
    else rows.push(row);
  };
  for (const program of PROGRAMS) {
    add(await compareOn(programScenario(program), 'gated', 'only', PROGRAM_STEPS_MAX));
  }
  for (const { load } of CATALOGUE.values()) {
    const { scenario } = await load();
    for (const implementation of Object.keys(scenario.implementations)) {
      for (const example of Object.keys(scenario.examples)) {
        add(await compareOn(scenario, implementation, example, STEPS_MAX));
      }
    }
  }
  print(rows, left);
  if (rows.some(isWrong)) process.exitCode = 1;
}

function print(rows: readonly Row[], left: number): void {
  const table = new Table({
    head: ['scenario / implementation / workload', 'memory', 'plain', 'reduced', 'saves', ''],
  });
  for (const row of rows) {
    const { workload, memory, plain, reduced } = row;
    const saves = `${(plain.executions / reduced.executions).toFixed(1)} x`;
    table.push([workload, memory, plain.executions, reduced.executions, saves, isWrong(row) ? 'DIFFERENT' : 'same']);
  }
  console.log(table.toString());
  const wrong = rows.filter(isWrong).length;
  console.log(
    `${rows.length} workloads, ${wrong} with different verdicts; ${left} more that plain enumeration does not get through.`,
  );
}

function isWrong({ plain, reduced }: Row): boolean {
  return !reduced.isExhausted || plain.violated !== reduced.violated;
}

await import('../harness/register.ts');
await main();
