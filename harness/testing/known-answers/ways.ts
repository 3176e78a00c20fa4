import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN } from '../built-package.ts';
import { ROOT } from '../import-graph.ts';
import { type Answers, answersOf } from './explore-theme.ts';
import type { Theme } from './program.ts';

/** A way to ask: its name, and a theme's answers or how the process ended without any. */
export interface Way {
  readonly name: string;
  /** Whether a step that never returns ends a thread only. */
  readonly isCommand: boolean;
  ask(theme: Theme, folder: string): Answers | string;
}

const HERE = 'harness/testing/known-answers';
const OUTPUT_MAX = 2 ** 30;
/** Of one process. */
const MS_MAX = 300_000;

export const WAYS: readonly Way[] = [
  { name: 'one worker', isCommand: true, ask: (theme, folder) => askCommand(theme, folder, 1) },
  { name: 'two workers', isCommand: true, ask: (theme, folder) => askCommand(theme, folder, 2) },
  {
    name: 'library',
    isCommand: false,
    ask: (theme, folder) => {
      const file = join(folder, 'library.json');
      return askFor(file, ['--import', 'tsx', `${HERE}/in-library.ts`, theme.name, file]);
    },
  },
  {
    name: 'vitest',
    isCommand: false,
    ask: (theme, folder) => {
      const file = join(folder, 'vitest.json');
      const args = ['node_modules/vitest/vitest.mjs', 'run', `${HERE}/table.test.ts`, '-t', 'one theme'];
      return askFor(file, args, { RACELINE_TABLE: theme.name, RACELINE_TABLE_FILE: file });
    },
  },
];

/** Asks in a folder that is gone afterwards. */
export function ask(way: Way, theme: Theme): Answers | string {
  const folder = mkdtempSync(join(tmpdir(), 'known-answers-'));
  try {
    return way.ask(theme, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function askCommand(theme: Theme, folder: string, workers: number): Answers | string {
  const { name, strategy, schedules, hang } = theme;
  const budget = ['--strategy', strategy, '--schedules', String(schedules), '--seed', '1'];
  const how = ['--workers', String(workers), '--json', '--out', folder, '--hang', String(hang ?? 10)];
  const { stdout, ended } = run([BIN, 'explore', `${HERE}/${name}.ts`, ...budget, ...how]);
  try {
    const reports = [JSON.parse(stdout)].flat() as { implementation: string; verdicts: [] }[];
    return Object.fromEntries(reports.map(({ implementation, verdicts }) => [implementation, answersOf(verdicts)]));
  } catch {
    return ended;
  }
}

function askFor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Answers | string {
  const { ended } = run(args, env);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Answers) : ended;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): { stdout: string; ended: string } {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: OUTPUT_MAX,
    timeout: MS_MAX,
    env: { ...process.env, ...env },
  });
  return { stdout, ended: `no answer: exit ${status ?? signal}: ${(stderr.trim() || stdout.trim()).slice(-400)}` };
}
