// `npm run coverage [ID...]`: breaks what COVERAGE.md says is covered, one id at a time, in a copy of the project, and sees the test that
// the row names go red. Exits 1 if one stays green, or is not green to begin with.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../nodes.ts';
import { BREAKS, type Break } from './breaks.ts';

/** What a copy does without. */
const LEFT_OUT = /^(?:node_modules|\.git|\.built|\.nodes|dist|reports\/out)(?:\/|$)|^\.stryker/;

/** The test that a row names: its file, and its title or a part of it. */
interface Named {
  readonly file: string;
  readonly title: string;
}

interface TestResult {
  readonly fullName: string;
  readonly status: string;
}

const table = readFileSync(join(ROOT, 'scenarios/COVERAGE.md'), 'utf8');

function namedBy(id: string): Named {
  const row = table.split('\n').find((line) => line.startsWith(`| ${id} `)) ?? '';
  const [, file = '', title = ''] = /\]\(([^)]+\.test\.ts)\) "([^"]+)"\s*\|$/.exec(row) ?? [];
  if (title === '') throw new Error(`${id}: COVERAGE.md names no test`);
  return { file: join('scenarios', file), title: title.replaceAll(' > ', ' ') };
}

/** Runs these tests of one file; null if it did not come to running any. */
function run(copy: string, file: string, titles: readonly string[]): readonly TestResult[] | null {
  const pattern = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const vitest = [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', file, '--testNamePattern', pattern];
  const reported = ['--config', 'scripts/coverage/vitest.config.ts', '--reporter', 'json'];
  const { stdout } = spawnSync(process.execPath, [...vitest, ...reported], { cwd: copy, encoding: 'utf8' });
  const from = stdout.indexOf('{');
  if (from < 0) return null;
  const { testResults } = JSON.parse(stdout.slice(from)) as { testResults: { assertionResults: TestResult[] }[] };
  const ran = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'skipped');
  return ran.length === 0 ? null : ran;
}

function isGreen(results: readonly TestResult[] | null, { title }: Named): boolean {
  const named = results?.filter(({ fullName }) => fullName.includes(title)) ?? [];
  return named.length > 0 && named.every(({ status }) => status === 'passed');
}

/** Breaks it, looks, and mends it again. */
function goesRed(copy: string, { id, file, from, to }: Break, { file: test, title }: Named): boolean {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(from).length !== 2) throw new Error(`${id}: ${file} does not have "${from}" once`);
  writeFileSync(
    path,
    whole.replace(from, () => to),
  );
  try {
    return run(copy, test, [title])?.some(({ status }) => status === 'failed') === true;
  } finally {
    writeFileSync(path, whole);
  }
}

const asked = process.argv.slice(2);
const breaks = BREAKS.filter(({ id }) => asked.length === 0 || asked.includes(id)).map((each) => ({
  ...each,
  test: namedBy(each.id),
}));
const copy = mkdtempSync(join(tmpdir(), 'raceline-coverage-'));
let wrong = 0;
try {
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.test(relative(ROOT, path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const before = new Map(
    [...new Set(breaks.map(({ test }) => test.file))].map((file) => {
      const titles = breaks.filter(({ test }) => test.file === file).map(({ test }) => test.title);
      return [file, run(copy, file, titles)];
    }),
  );
  for (const { test, ...each } of breaks) {
    const isFit = isGreen(before.get(test.file) ?? null, test);
    const isRed = isFit && goesRed(copy, each, test);
    if (!isRed) wrong++;
    const says = isRed ? 'red' : isFit ? 'STAYS GREEN' : 'NOT GREEN BEFORE';
    console.log(`${each.id.padEnd(10)} ${says.padEnd(16)} ${relative('scenarios', test.file)} "${test.title}"`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${breaks.length} ids broken one at a time: ${breaks.length - wrong} red tests`);
if (wrong > 0) process.exitCode = 1;
