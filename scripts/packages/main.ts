// Published packages as npm has them, in scenarios/npm-*: fetches them, tries what each scenario claims, and writes
// scenarios/PACKAGES.md. `npm run packages -- opossum ai` tries those only; the rest of the table stays. Exit code 1: a claim does not hold.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../nodes.ts';
import { CLAIMS, PACKAGES, REPLAYS } from './claims.ts';
import { fetchOpenclaw } from './openclaw.ts';
import {
  isMet,
  NONE_BROKEN,
  type Outcome,
  packagesTable,
  readPackagesTable,
  type Trial,
  trialsOf,
} from './packages-table.ts';

const HOME = join(ROOT, '.packages');
const OUT = join(ROOT, 'reports/out/packages');
const TABLE = join(ROOT, 'scenarios/PACKAGES.md');
/** Seconds that a step may take: the first of a scenario may load a server. */
const HANG = '60';

interface Verdict {
  readonly property: string;
  readonly verdict: string;
  readonly how: { readonly kind: string; readonly times?: number; readonly first?: { readonly execution: number } };
  readonly replayFile: string | null;
}

interface Replayed {
  readonly verdict: string;
  readonly isIdentical: boolean;
  readonly identicalReplays: number;
}

function fetchAll(): void {
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--no-package-lock'];
  const { status } = spawnSync('npm', ['install', ...options, '--no-engine-strict'], {
    cwd: HOME,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm could not fetch the packages');
  fetchOpenclaw(HOME);
}

function raceline(...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'bin/raceline.js'), ...args, '--hang', HANG], {
    encoding: 'utf8',
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { status, stdout };
}

function explored({ scenario, implementation, executions }: Trial): readonly Verdict[] {
  const file = `scenarios/${scenario}/scenario.ts`;
  const limits = ['--seed', '1', '--schedules', String(executions), '--out', OUT];
  const { stdout } = raceline('explore', file, '-i', implementation, ...limits, '--json');
  return (JSON.parse(stdout) as { verdicts: readonly Verdict[] }).verdicts;
}

/** How many of REPLAYS replays, in a process of their own, break the property again and are in each step what was recorded. */
function replayed(path: string): number {
  const { stdout } = raceline('replay', path, '--times', String(REPLAYS), '--json');
  const [file] = (JSON.parse(stdout) as { files: readonly Replayed[] }).files;
  return file?.verdict === 'violated' && file.isIdentical ? file.identicalReplays : 0;
}

/** What is claimed to be broken in the same implementation by another row is none of this one's concern. */
function isOther({ scenario, implementation, property }: Trial, judged: string): boolean {
  return CLAIMS.some(
    (claim) =>
      claim.scenario === scenario &&
      claim.property === judged &&
      claim.property !== property &&
      claim.broken.includes(implementation),
  );
}

function outcomeOf(trial: Trial, isBroken: boolean): Outcome {
  const node = process.versions.node;
  const verdicts = explored(trial);
  if (!isBroken) {
    const loud = verdicts.filter(({ property, verdict }) => verdict !== 'holds' && !isOther(trial, property));
    const broken = loud.map(({ property, verdict }) => `${property} ${verdict}`).join(', ') || NONE_BROKEN;
    return { node, broken, replays: '' };
  }
  const found = verdicts.find(({ property }) => property === trial.property);
  if (found?.verdict !== 'violated' || found.replayFile === null) {
    return { node, broken: found?.verdict === 'holds' ? NONE_BROKEN : String(found?.verdict), replays: '' };
  }
  const { times, first } = found.how;
  return {
    node,
    broken: `${times}, first at ${first?.execution}`,
    replays: `${replayed(found.replayFile)} of ${REPLAYS}`,
  };
}

const trials = trialsOf(CLAIMS);
const names = process.argv.slice(2);
const wanted = trials.filter(({ scenario }) => names.length === 0 || names.some((name) => scenario.includes(name)));
if (wanted.length === 0) throw new Error(`no claim is about ${names.join(' or ')}`);
fetchAll();
const before = readPackagesTable(existsSync(TABLE) ? readFileSync(TABLE, 'utf8') : '');
const outcomes = new Map<Trial, Outcome>();
for (const trial of wanted) {
  const outcome = outcomeOf(trial, trial.isBroken);
  outcomes.set(trial, outcome);
  if (!isMet(trial.isBroken, outcome)) process.exitCode = 1;
  // After each: the whole takes half an hour.
  writeFileSync(
    TABLE,
    packagesTable(trials, (each) => outcomes.get(each) ?? before(each)),
  );
  const { scenario, implementation, property, executions } = trial;
  const said = outcome.replays === '' ? '' : `, again in ${outcome.replays} replays`;
  console.log(`${scenario} ${implementation}: ${property} of ${executions}: ${outcome.broken}${said}`);
}
