// `npm run mutation [MUTANTS [SEED [FOLDER...]]]`: how many small faults in the engine the tests notice (StrykerJS). Lines are drawn from what decides
// verdicts, so many that they have about that many mutants. Each mutant is tried on the quick tests that reach it, and if it survives, and no
// reason is known, on the slow ones. Survivors are printed, with the reason that survivors.json gives for them. Exits 1 below SCORE_MIN or without a reason.
// `npm run mutation -- again` tries only what survived the last time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { ROOT } from '../nodes.ts';
import { draw, FOLDERS } from './draw.ts';

/** `again`: what survived the last time. */
const [first = '400', seed = '1', ...folders] = process.argv.slice(2);
/** Percent of the mutants that tests must notice. */
const SCORE_MIN = 90;
const REASONS = join(ROOT, 'scripts/mutation/survivors.json');
const RESULTS = join(ROOT, 'reports/out/mutation.json');

/** One change of the code, and whether a test noticed it. */
interface Tried {
  /** What was changed to what: stays the same when lines move. */
  name: string;
  file: string;
  /** As StrykerJS takes it: `file:line:column-line:column`. */
  range: string;
  status: string;
}

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

function triedOf({ fileName, location, mutatorName, replacement = '', status }: MutantResult): Tried {
  const file = relative(ROOT, fileName);
  const { start, end } = location;
  const lines = readFileSync(fileName, 'utf8').split('\n');
  const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 100);
  // A result counts lines and columns from 1, what is to be mutated columns from 0.
  const line = lines[start.line - 1] ?? '';
  const changed = line.slice(start.column - 1, start.line === end.line ? end.column - 1 : line.length);
  return {
    name: `${file}: ${inOneLine(line)}: ${inOneLine(changed)} -> ${inOneLine(replacement)} (${mutatorName})`,
    file,
    range: `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`,
    status,
  };
}

/** Tries the mutants of these ranges on some of the tests. */
async function tryOn(tests: 'quick' | 'slow', ranges: readonly string[]): Promise<Tried[]> {
  process.env.RACELINE_MUTATION = tests;
  const results = await new Stryker({
    testRunner: 'vitest',
    coverageAnalysis: 'perTest',
    // What runs as a module loads would have to be tried on every test.
    ignoreStatic: true,
    allowEmpty: true,
    concurrency: 2,
    mutate: [...ranges],
    // Texts are compared by tests of the command, which run in processes of their own.
    mutator: { plugins: null, excludedMutations: ['StringLiteral'] },
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    reporters: [],
    tempDirName: '.stryker-tmp',
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 20,
    ignorePatterns: ['/.nodes', '/.built', '/dist', '/findings', '/reports/out'],
  }).runMutationTest();
  return results.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError').map(triedOf);
}

const isSurvivor = ({ status }: Tried): boolean => status === 'Survived' || status === 'NoCoverage';

function readResults(): Tried[] {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Tried[]) : [];
}

const isAgain = first === 'again';
/** Those of other folders stay: what is drawn again may have other lines. */
const isKept = ({ file }: Tried): boolean => !folders.some((folder) => file.startsWith(`${folder}/`));
const before = isAgain ? readResults() : folders.length > 0 ? readResults().filter(isKept) : [];
const ranges = isAgain
  ? [...new Set(before.filter(isSurvivor).map(({ range }) => range))]
  : draw(Number(first), Number(seed));
const reasons = JSON.parse(readFileSync(REASONS, 'utf8')) as Record<string, string>;
const tried = new Map(before.map((one) => [one.name, one]));

/** Takes what came of these mutants; of ranges mutated again only what had survived: others may lie within. */
function take(results: readonly Tried[], isOfSurvivors: boolean): void {
  for (const one of results) {
    const known = tried.get(one.name);
    if (!isOfSurvivors || (known !== undefined && isSurvivor(known))) tried.set(one.name, one);
  }
  mkdirSync(join(ROOT, 'reports/out'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify([...tried.values()], null, 1)}\n`);
}

function print(folder: string): void {
  const all = [...tried.values()].filter(({ file }) => file.startsWith(`${folder}/`));
  const left = all.filter(isSurvivor);
  console.log(`${folder.padEnd(22)}${all.length - left.length} of ${all.length} noticed`);
  for (const { status, name, range } of left) console.log(`  ${status}: ${name}\n    ${reasons[name] ?? range}`);
}

const chosen = FOLDERS.filter((folder) => folders.length === 0 || folders.includes(folder));
for (const folder of chosen) {
  const here = ranges.filter((range) => range.startsWith(`${folder}/`));
  if (here.length > 0) take(await tryOn('quick', here), isAgain);
  print(folder);
}
for (const folder of chosen) {
  const left = [...tried.values()].filter(
    (one) => isSurvivor(one) && one.file.startsWith(`${folder}/`) && reasons[one.name] === undefined,
  );
  if (left.length > 0) take(await tryOn('slow', [...new Set(left.map(({ range }) => range))]), true);
  print(folder);
}
const all = [...tried.values()];
const left = all.filter(isSurvivor);
const score = (100 * (all.length - left.length)) / all.length;
const unexplained = left.filter(({ name }) => reasons[name] === undefined).length;
console.log(
  `${all.length} mutants: ${score.toFixed(1)} % noticed; ${left.length} survived, ${unexplained} without a reason`,
);
if (!(score >= SCORE_MIN) || unexplained > 0) process.exitCode = 1;
