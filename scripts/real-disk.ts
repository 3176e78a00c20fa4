// `npm run real-disk [-- PROGRAMS [SCHEDULES [EXECUTIONS]]]`: the same executions on the simulated disk and in a real folder, effect by
// effect: random file programs, so many schedules of each, and so many executions of each implementation of the catalogue. Both must
// give the same outcomes and the same trace hash; every difference is printed, and makes the exit code 1. TMPDIR says on which file system.
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { type OnBothDisks, onBothDisks, programOnBothDisks } from '../harness/testing/both-disks.ts';
import { filePrograms } from '../harness/testing/file-programs.ts';
import { tally } from '../harness/world/real-disk/tally.ts';
import { CATALOGUE } from '../scenarios/index.ts';

const [programs = 1_000, schedules = 5, executions = 20] = process.argv.slice(2).map(Number);
const SEED = 1;
let different = 0;

interface Sum {
  executions: number;
  effects: number;
}

function add(sum: Sum, { real, differences }: OnBothDisks, effects: number, what: string): void {
  sum.executions += real.executions;
  sum.effects += effects;
  if (differences.length === 0) return;
  different++;
  console.log(`DIFFERENT: ${what}`);
  for (const each of differences) console.log(`  ${each.slice(0, 600)}`);
}

async function randomPrograms(): Promise<void> {
  const sum = { executions: 0, effects: 0 };
  let calls = 0;
  for (const program of fc.sample(filePrograms, { numRuns: programs, seed: SEED })) {
    const before = tally.effects;
    calls += program.flat().length;
    add(sum, await programOnBothDisks(program, schedules), tally.effects - before, JSON.stringify(program));
  }
  console.log(`random programs: ${programs}, with ${calls} calls`);
  console.log(`  ${sum.executions} executions on each disk, ${sum.effects} effects made on both`);
}

async function catalogue(): Promise<void> {
  const all = { executions: 0, effects: 0 };
  let implementations = 0;
  for (const [name, { load }] of CATALOGUE) {
    const { scenario } = await load();
    const sum = { executions: 0, effects: 0 };
    for (const implementation of Object.keys(scenario.implementations)) {
      const before = tally.effects;
      const both = await onBothDisks(scenario, implementation, executions);
      if (tally.effects > before) implementations++;
      add(sum, both, tally.effects - before, `${name} / ${implementation}`);
    }
    console.log(`${name}: ${sum.executions} executions on each disk, ${sum.effects} effects made on both`);
    all.executions += sum.executions;
    all.effects += sum.effects;
  }
  console.log(`catalogue: ${implementations} implementations that use files`);
  console.log(`  ${all.executions} executions on each disk, ${all.effects} effects made on both`);
}

console.log(`Node ${process.version}, ${tmpdir()}, seed ${SEED}`);
if (programs > 0) await randomPrograms();
if (executions > 0) await catalogue();
for (const [why, count] of tally.alone) console.log(`made on the simulated disk alone: ${count} effects (${why})`);
console.log(different === 0 ? 'no difference' : `${different} different`);
if (different > 0) process.exitCode = 1;
