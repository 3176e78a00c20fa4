// `npm run reduction [-- STEPS]`: what partial-order reduction saves. Every workload whose schedules plain enumeration gets
// through within so many steps (default 3,000; a hundred times as many for small workloads of several processes), with and
// without reduction: both must find the same violations. Exits 1 when they do not.
import Table from 'cli-table3';
import fc from 'fast-check';
import { JobRun } from '../harness/explore/job-run.ts';
import { valuesBySize } from '../harness/explore/small-scope.ts';
import { driveInSlices } from '../harness/run/slices.ts';
import { limitsOf } from '../harness/scenario/lookup.ts';
import type { Scenario } from '../harness/scenario/scenario.ts';
import { EXHAUSTIVE } from '../harness/strategies/exhaustive.ts';
import { PLAIN_EXHAUSTIVE } from '../harness/strategies/plain-exhaustive.ts';
import type { StrategyDefinition } from '../harness/strategies/strategy-definition.ts';
import { programScenario } from '../harness/testing/programs/program-scenario.ts';
import { PROGRAMS } from '../harness/testing/programs/programs.ts';
import { CATALOGUE } from '../scenarios/index.ts';

const STEPS_MAX = Number(process.argv[2] ?? 3_000);
/** Two processes that make eight steps each have 12,870 interleavings. */
const SMALL_STEPS_MAX = 100 * STEPS_MAX;
/** Of the smallest generated workloads of a scenario whose processes share nothing but files. */
const SMALL_WORKLOADS = 12;
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

interface Task {
  readonly scenario: Scenario;
  readonly implementation: string;
  /** What the table calls it. */
  readonly name: string;
  readonly workload: unknown;
  readonly faults: unknown;
}

async function exploreAll(task: Task, strategy: StrategyDefinition, stepsMax: number): Promise<Explored> {
  const { scenario, implementation, name, workload, faults } = task;
  const limits = limitsOf(scenario, {});
  const bounds = { executionsMax: Number.POSITIVE_INFINITY, stepsMax, lookEvery: 1, bails: false, size: null };
  const job = { index: 0, origin: name, workload, faults, strategy, depth: 1, seed: 1, ...bounds };
  const run = new JobRun({ scenario, subject: scenario.implementations[implementation]?.subject, job, limits });
  await driveInSlices(run, { usesSeams: scenario.control !== 'gates' });
  const { executions, repeated, isExhausted, violations } = run.findings();
  const violated = violations.map(({ property }) => property).sort();
  return { executions: executions - repeated, isExhausted, violated: violated.join(', ') };
}

/** Null if plain enumeration does not end. */
async function compareOn(task: Task, stepsMax: number): Promise<Row | null> {
  const plain = await exploreAll(task, PLAIN_EXHAUSTIVE, stepsMax);
  if (!plain.isExhausted) return null;
  const reduced = await exploreAll(task, EXHAUSTIVE, 3 * stepsMax);
  const { scenario, implementation, name } = task;
  return {
    workload: `${scenario.name} / ${implementation} / ${name}`,
    memory: scenario.memory ?? 'shared',
    plain,
    reduced,
  };
}

function examplesOf(scenario: Scenario, implementation: string): Task[] {
  return Object.entries(scenario.examples).map(([name, { workload, faults }]) => {
    return { scenario, implementation, name, workload, faults };
  });
}

function smallestOf(scenario: Scenario, implementation: string): Task[] {
  const tasks: Task[] = [];
  for (const { value, size } of valuesBySize(fc.tuple(scenario.workload, scenario.faults))) {
    if (tasks.length === SMALL_WORKLOADS) break;
    const [workload, faults] = value;
    tasks.push({ scenario, implementation, name: `small ${tasks.length + 1} (size ${size})`, workload, faults });
  }
  return tasks;
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  let left = 0;
  const add = async (task: Task, stepsMax: number): Promise<void> => {
    const row = await compareOn(task, stepsMax);
    if (row === null) left++;
    else rows.push(row);
    if (process.stderr.isTTY) process.stderr.write(`\r${rows.length} workloads, ${left} too large `);
  };
  for (const program of PROGRAMS) {
    for (const task of examplesOf(programScenario(program), 'gated')) await add(task, PROGRAM_STEPS_MAX);
  }
  for (const { load } of CATALOGUE.values()) {
    const { scenario } = await load();
    for (const implementation of Object.keys(scenario.implementations)) {
      for (const task of examplesOf(scenario, implementation)) await add(task, STEPS_MAX);
      if (scenario.memory !== 'per-process') continue;
      for (const task of smallestOf(scenario, implementation)) await add(task, SMALL_STEPS_MAX);
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

await import('../harness/seams/register.ts');
await main();
