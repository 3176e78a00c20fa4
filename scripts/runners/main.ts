// `npm run runners [FOLDER]`: the package as it is packed, in a project of a stranger with each test runner, on the oldest and the newest
// Node: what the README shows passes, and what fails says why. With FOLDER an earlier run's project is used again.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryOf, majorsHere, ROOT, versionOf } from '../nodes.ts';
import { FAILING, readmeFiles, SCENARIOS, TYPED } from './files.ts';

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '.': ['fast-check@4.10.0', 'typescript@6.0.3', '@types/node@20.19.43'],
  vitest3: ['vitest@3.2.7'],
  vitest4: ['vitest@4.1.12'],
  jest30: ['jest@30.5.2'],
};
const COLUMNS_MAX = 100;

/** How one runner is started. `files`: what passes, and what fails. */
interface Runner {
  readonly says: string;
  readonly folder: string;
  readonly args: (folder: string) => readonly string[];
  readonly files: readonly [passing: string, failing: string];
}

const vitest = (folder: string, pool: string): Runner => ({
  says: `${folder} ${pool}`,
  folder,
  args: (at) => [join(at, 'node_modules/vitest/vitest.mjs'), 'run', `--pool=${pool}`],
  files: ['counter.test.ts', 'failing.test.mjs'],
});
const jest = (says: string, flags: readonly string[], files: Runner['files']): Runner => ({
  says,
  folder: 'jest30',
  args: (at) => [...flags, join(at, 'node_modules/jest/bin/jest.js'), '--ci'],
  files,
});
const node = (says: string, files: Runner['files']): Runner => ({ says, folder: '.', args: () => ['--test'], files });

const RUNNERS: readonly Runner[] = [
  vitest('vitest3', 'forks'),
  vitest('vitest4', 'forks'),
  vitest('vitest4', 'threads'),
  jest('jest30 CommonJS', [], ['counter.spec.cjs', 'failing.spec.cjs']),
  jest('jest30 modules', ['--experimental-vm-modules'], ['counter.spec.mjs', 'failing.spec.mjs']),
  node('node --test modules', ['counter.node.mjs', 'failing.node.mjs']),
  node('node --test CommonJS', ['counter.node.mjs', 'failing.node.cjs']),
];

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Ran {
  const all = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: all, encoding: 'utf8', timeout: 300_000 });
  return { status, output: `${stdout}${stderr}` };
}

function must({ status, output }: Ran): string {
  if (status !== 0) throw new Error(output);
  return output;
}

/** A project with the packed package, and one below it for each runner, which has its own version of that. */
function install(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raceline-runners-'));
  const packed =
    must(run('npm', ['pack', '--silent', '--pack-destination', folder], ROOT))
      .trim()
      .split('\n')
      .at(-1) ?? '';
  for (const [name, packages] of Object.entries(PACKAGES)) {
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    const ours = name === '.' ? [join(folder, packed)] : [];
    must(run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...packages, ...ours], home));
  }
  return folder;
}

function writeProject(folder: string): void {
  const readme = readmeFiles();
  // The README says that jest's modules are as in vitest: the same test, jest's own import.
  const asModule = readme['counter.test.ts']?.replace("'vitest'", "'@jest/globals'") ?? '';
  const files = { ...SCENARIOS, ...FAILING, ...readme, 'counter.spec.mjs': asModule };
  for (const [name, code] of Object.entries({ ...files, ...TYPED })) writeFileSync(join(folder, name), code);
  for (const home of Object.keys(PACKAGES).filter((name) => name !== '.')) {
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, home, name), code);
  }
}

/** What is wrong with how a runner tells of what failed; nothing if that is as it should be. */
function complaintsOf({ status, output }: Ran): string[] {
  const isThere = (text: RegExp): boolean => text.test(output);
  const lines = output.split('\n').filter((line) => /\d\d:\d\d\.\d{3} {2}gateway/.test(line));
  const checks: Readonly<Record<string, boolean>> = {
    'exit code 1': status === 1,
    'the violation, by file and by object':
      output.split('counter / racy: every-increment-counts is violated: counted 1 of 2').length > 2,
    'the timeline': isThere(/00:00\.001 {2}gateway {2}a#2 timer timer:1ms delivery/),
    [`no more than ${COLUMNS_MAX} columns`]: lines.every((line) => line.length <= COLUMNS_MAX),
    'the command that replays it': isThere(
      /replay: npx raceline replay reports\/out\/counter\.racy\.every-increment-counts\.json/,
    ),
    'the step that never returns': isThere(/counter \/ endless: [\s\S]*ERR_NEVER_YIELDED[\s\S]*did\s+not\s+return/),
    'three failed, one passed': isThere(/3 failed\b.*1 passed|# pass 1\n# fail 3|ℹ pass 1\nℹ fail 3/),
    'the runner ends by itself': !isThere(/did not exit|open handle/i),
  };
  return Object.keys(checks).filter((name) => checks[name] !== true);
}

function tryRunner(folder: string, binary: string, { folder: name, args, files }: Runner, hash: string): string[] {
  const home = join(folder, name);
  rmSync(join(home, 'reports'), { recursive: true, force: true });
  const [passing, failing] = files.map((file) => run(binary, [...args(home), file], home, { RACELINE_HASH: hash }));
  const passed = passing?.status === 0 ? [] : [`the README's test: ${passing?.output}`];
  const complaints = complaintsOf(failing as Ran);
  const failed = complaints.length === 0 ? [] : [`missing: ${complaints.join(', ')}\n${failing?.output}`];
  const replay = join(folder, 'node_modules/raceline/bin/raceline.js');
  const file = 'reports/out/counter.racy.every-increment-counts.json';
  const replayed = run(binary, [replay, 'replay', file], home).status === 1 ? [] : ['the command does not replay it'];
  return [...passed, ...failed, ...replayed];
}

function tryTypes(folder: string): string[] {
  const common = ['--noEmit', '--strict', '--skipLibCheck', '--types', 'node', '--target', 'es2023'];
  return ['node20', 'nodenext'].flatMap((module) => {
    const args = ['node_modules/typescript/bin/tsc', ...common, '--module', module, ...Object.keys(TYPED)];
    const { status, output } = run(process.execPath, args, folder);
    return status === 0 ? [] : [`tsc --module ${module}: ${output}`];
  });
}

function hashOfCommand(folder: string): string {
  const command = ['node_modules/raceline/bin/raceline.js', 'explore', 'counter.race.ts', '-i', 'racy', '--seed', '3'];
  return JSON.parse(run(process.execPath, [...command, '--schedules', '100', '--json'], folder).output).traceHash;
}

const [given] = process.argv.slice(2);
const folder = given ?? install();
writeProject(folder);
const hash = hashOfCommand(folder);
const all = majorsHere();
const majors = [...new Set([all[0] as number, all.at(-1) as number])];
const told = (says: string, complaints: readonly string[]): void => {
  console.log(`${says.padEnd(34)}${complaints.length === 0 ? 'ok' : `FAILED\n${complaints.join('\n')}`}`);
  if (complaints.length > 0) process.exitCode = 1;
};
told('types of both kinds of module', tryTypes(folder));
for (const major of majors) {
  const binary = binaryOf(major);
  if (binary === null) continue;
  for (const runner of RUNNERS) told(`${versionOf(binary)} ${runner.says}`, tryRunner(folder, binary, runner, hash));
}
if (given === undefined && process.exitCode === undefined) rmSync(folder, { recursive: true });
else console.log(`the project is in ${folder}`);
