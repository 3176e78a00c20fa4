// `npm run fidelity [FAMILY...]`: small programs on real Node and in the simulation, on each supported version of Node. Writes what is known to
// differ to harness/seams/FIDELITY.md (of all families) and exits 1 if anything else does.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf, majorsHere, ROOT, versionOf } from '../nodes.ts';
import { fidelityOf } from './fidelity-table.ts';
import { type Known, knownOf } from './known.ts';
import type { Seen } from './log.ts';
import { programsOf } from './programs/index.ts';
import type { Difference } from './simulated.ts';

/** Times that real Node runs each program at first. */
const RUNS = 6;
/** And again, where the default order is none of what was seen. */
const RUNS_MORE = 30;
const FIDELITY = join(ROOT, 'harness/seams/FIDELITY.md');

const families = process.argv.slice(2);

function runScript<T>(binary: string, script: string, args: readonly string[], input = ''): T {
  const path = join(ROOT, 'scripts/fidelity', script);
  const { stdout, stderr, status } = spawnSync(binary, ['--no-warnings', '--import', 'tsx', path, ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, TZ: 'UTC' },
  });
  if (status !== 0 || stdout === '') throw new Error(`${script} ended with ${status}:\n${stderr.slice(-2_000)}`);
  return JSON.parse(stdout) as T;
}

/** What differs on this version, of which real Node was given every chance to show the same. */
function differencesOn(binary: string): Difference[] {
  const seen = runScript<Seen>(binary, 'real.ts', [String(RUNS), ...families]);
  const first = runScript<Difference[]>(binary, 'simulated.ts', families, JSON.stringify(seen));
  const doubted = first.filter((each) => each.kind === 'other' && knownOf(each) === undefined).map(({ name }) => name);
  if (doubted.length === 0) return first;
  const more = runScript<Seen>(binary, 'real.ts', [String(RUNS_MORE), ...doubted]);
  for (const [name, logs] of Object.entries(more)) seen[name] = [...new Set([...(seen[name] ?? []), ...logs])];
  const again = runScript<Difference[]>(binary, 'simulated.ts', doubted, JSON.stringify(seen));
  return [...first.filter(({ name }) => !doubted.includes(name)), ...again];
}

function inOneLine(text: string): string {
  return text.replaceAll('\n', ' / ').slice(0, 160);
}

const found = new Map<Known, Set<string>>();
let unknown = 0;
for (const major of majorsHere()) {
  const binary = binaryOf(major);
  if (binary === null) throw new Error(`Node ${major} could not be fetched`);
  const differences = differencesOn(binary);
  const open = differences.filter((each) => knownOf(each) === undefined);
  console.log(
    `${versionOf(binary)}: ${programsOf(families).length} programs, ${differences.length} differ, ${open.length} of them not as FIDELITY.md says`,
  );
  for (const difference of differences) {
    const row = knownOf(difference);
    if (row !== undefined) found.set(row, (found.get(row) ?? new Set()).add(String(major)));
  }
  for (const { name, kind, real, simulated } of open) {
    console.log(`  ${kind}: ${name}`);
    for (const log of real.slice(0, 3)) console.log(`    real      ${inOneLine(log)}`);
    console.log(`    simulated ${inOneLine(simulated)}`);
  }
  unknown += open.length;
}
const isWhole = families.length === 0 && majorsHere().length > 1;
if (isWhole) {
  const table = fidelityOf(found, programsOf([]).length);
  if (table !== readFileSync(FIDELITY, 'utf8')) {
    writeFileSync(FIDELITY, table);
    console.log('harness/seams/FIDELITY.md was rewritten');
  }
}
if (unknown > 0) process.exitCode = 1;
