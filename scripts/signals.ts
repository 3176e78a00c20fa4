// `npm run signals [TRIALS [SEED]]`: ends explore and compare by SIGINT, SIGTERM and SIGKILL at random moments, with one worker and two.
// What was printed must be whole, no file half-written, and what is resumed must give the report of a run that nobody disturbed.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../harness/engine/random.ts';
import { setup } from '../harness/testing/built-package.ts';
import { type Ended, startRaceline } from '../harness/testing/start-raceline.ts';

const [trials = 100, seed = 1] = process.argv.slice(2).map(Number) as [number?, number?];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
const SCENARIO = 'openclaw-20769-reset';
const EXPLORE = ['explore', SCENARIO, '-i', 'clear-then-load', '--seed', '1', '--schedules', '1000', '--json'];
const COMPARE = [
  'compare',
  SCENARIO,
  '--implementations',
  'clear-then-load,drain-and-lock',
  '--seed',
  '1',
  '--schedules',
  '400',
  '--json',
];
/** A signal may fall this much after the time that the whole run takes: then nothing is disturbed. */
const LATE = 1.05;

interface Whole {
  readonly args: readonly string[];
  readonly ms: number;
  readonly stdout: string;
}

const folder = mkdtempSync(join(tmpdir(), 'raceline-signals-'));
const random = new Random(seed);
const problems: string[] = [];
const counts: Record<string, number> = {};

/** The report names the folder of its files, so each run has the same. */
function freshFolder(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

async function undisturbed(args: readonly string[]): Promise<Whole> {
  freshFolder();
  const beganAt = performance.now();
  const { stdout, stderr, code } = await startRaceline(args, folder).ended;
  if (code !== 1 && code !== 0 && code !== 2) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return { args, ms: performance.now() - beganAt, stdout };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What is not whole of what a run has left behind. */
function brokenFiles(): string[] {
  const out = join(folder, 'out');
  const names = existsSync(out) ? readdirSync(out) : [];
  return names.filter((name) => !name.endsWith('.json') || !isJson(readFileSync(join(out, name), 'utf8')));
}

function problemOf(signal: string, { code, stdout, stderr }: Ended): string | null {
  const broken = brokenFiles();
  if (broken.length > 0) return `files that are not whole: ${broken.join(', ')}`;
  if (signal === 'SIGKILL') return null;
  // Before its code has loaded, a signal does what it does to every process.
  if (code === null) return stdout === '' ? null : 'ended by the signal after it had begun to print';
  if (code > 2) return `exit code ${code}: ${stderr.slice(0, 200)}`;
  // Nothing is known yet while the scenario loads, and it says so in one line.
  if (stdout === '' && stderr === 'interrupted\n' && code === 2) return null;
  return isJson(stdout) ? null : `printed what is no JSON: ${stdout.slice(0, 100)}`;
}

async function disturb(whole: Whole, resumable: Whole | null): Promise<string | null> {
  freshFolder();
  const signal = SIGNALS[random.below(SIGNALS.length)] ?? 'SIGINT';
  const afterMs = random.fraction() * whole.ms * LATE;
  const { child, ended } = startRaceline(whole.args, folder);
  const timer = setTimeout(() => child.kill(signal), afterMs);
  const end = await ended;
  clearTimeout(timer);
  const how = `${whole.args.join(' ')}, ${signal} after ${afterMs.toFixed(0)} ms`;
  const outcome = `${signal} ${end.code === null ? 'ended it' : `exit ${end.code}`}`;
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  const problem = problemOf(signal, end);
  if (problem !== null) return `${how}: ${problem}`;
  if (resumable === null) return null;
  const { stdout, code, stderr } = await startRaceline(whole.args, folder).ended;
  return stdout === resumable.stdout
    ? null
    : `${how}: resumed, it ends with ${code} and another report; ${stderr.slice(0, 200)}`;
}

await setup();
const ways: { whole: Whole; resumable: Whole | null }[] = [];
for (const workers of ['1', '2']) {
  const checkpoint = ['--checkpoint', 'run.jsonl', '--resume', 'run.jsonl', '--out', 'out', '--workers', workers];
  const explore = await undisturbed([...EXPLORE, ...checkpoint]);
  ways.push({ whole: explore, resumable: explore });
  ways.push({ whole: await undisturbed([...COMPARE, '--out', 'out', '--workers', workers]), resumable: null });
}
for (let trial = 0; trial < trials; trial++) {
  const { whole, resumable } = ways[trial % ways.length] as (typeof ways)[number];
  const problem = await disturb(whole, resumable);
  if (problem !== null) problems.push(problem);
}
rmSync(folder, { recursive: true });
console.log(
  `${trials} signals: ${Object.entries(counts)
    .map(([what, times]) => `${times} x ${what}`)
    .sort()
    .join(', ')}`,
);
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;
