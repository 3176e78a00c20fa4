// `npm run fidelity [FAMILY...]`: small programs on real Node and in the simulation, on each supported version of Node. Writes what is known to
// differ to harness/seams/FIDELITY.md (of all families) and exits 1 if anything else does.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf, majorsHere, ROOT, versionOf } from '../nodes.ts';
import { fidelityOf } from './fidelity-table.ts';
import { type Known, knownOf } from './known.ts';
import { hashOf, type Seen } from './log.ts';
import { programsOf } from './programs/index.ts';
import type { Difference } from './simulated.ts';

/** Times that real Node runs each program at first. */
const RUNS = 6;
/** And again, where the default order is none of what was seen. */
const RUNS_MORE = 30;
const FIDELITY = join(ROOT, 'harness/seams/FIDELITY.md');
/** What SHOWN_BY showed, for npm test: of each program that does not differ there, the hashes of its logs. */
const SHOWN = join(ROOT, 'scripts/fidelity/shown.json');
const SHOWN_BY = 20;

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

/** What differs on this version, of which real Node was given every chance to show the same; and all that it showed. */
function differencesOn(binary: string): { differences: Difference[]; seen: Seen } {
  const seen = runScript<Seen>(binary, 'real.ts', [String(RUNS), ...families]);
  const first = runScript<Difference[]>(binary, 'simulated.ts', families, JSON.stringify(seen));
  const doubted = first.filter((each) => each.kind === 'other' && knownOf(each) === undefined).map(({ name }) => name);
  if (doubted.length === 0) return { differences: first, seen };
  const more = runScript<Seen>(binary, 'real.ts', [String(RUNS_MORE), ...doubted]);
  for (const [name, logs] of Object.entries(more)) seen[name] = [...new Set([...(seen[name] ?? []), ...logs])];
  const again = runScript<Difference[]>(binary, 'simulated.ts', doubted, JSON.stringify(seen));
  return { differences: [...first.filter(({ name }) => !doubted.includes(name)), ...again], seen };
}

function inOneLine(text: string): string {
  return text.replaceAll('\n', ' / ').slice(0, 160);
}

function hashesOf(seen: Seen, differences: readonly Difference[]): Record<string, string[]> {
  const differ = new Set(differences.map(({ name }) => name));
  const alike = Object.entries(seen).filter(([name]) => !differ.has(name));
  return Object.fromEntries(alike.map(([name, logs]) => [name, logs.map(hashOf).sort()]));
}

/** One line a program, so that a diff shows what changed. Other families stay as they are. */
function writeShown(): void {
  const before = existsSync(SHOWN) ? (JSON.parse(readFileSync(SHOWN, 'utf8')) as Record<string, string[]>) : {};
  const tried = new Set(programsOf(families).map(({ name }) => name));
  const lines = programsOf([]).flatMap(({ name }) => {
    const hashes = tried.has(name) ? shown[name] : before[name];
    return hashes === undefined ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(hashes)}`];
  });
  writeFileSync(SHOWN, `{\n${lines.join(',\n')}\n}\n`);
}

const found = new Map<Known, Set<string>>();
let unknown = 0;
let shown: Record<string, string[]> = {};
for (const major of majorsHere()) {
  const binary = binaryOf(major);
  if (binary === null) throw new Error(`Node ${major} could not be fetched`);
  const { differences, seen } = differencesOn(binary);
  if (major === SHOWN_BY) shown = hashesOf(seen, differences);
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
if (majorsHere().includes(SHOWN_BY)) writeShown();
const isWhole = families.length === 0 && majorsHere().length > 1;
if (isWhole) {
  const table = fidelityOf(found, programsOf([]).length);
  if (table !== readFileSync(FIDELITY, 'utf8')) {
    writeFileSync(FIDELITY, table);
    console.log('harness/seams/FIDELITY.md was rewritten');
  }
}
if (unknown > 0) process.exitCode = 1;
