// Published packages as npm has them, in scenarios/npm-*: fetches them, then tries what each scenario claims. Exit code 1: a claim does not hold.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../nodes.ts';
import { CLAIMS, PACKAGES } from './claims.ts';

const HOME = join(ROOT, '.packages');
const OUT = join(ROOT, 'reports/out/packages');
const BROKEN_WITHIN = 100;
const SILENT_OVER = 1_000;
const REPLAYS = 20;

interface Verdict {
  readonly property: string;
  readonly verdict: string;
  readonly replayFile: string | null;
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
}

function raceline(...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'bin/raceline.js'), ...args], {
    encoding: 'utf8',
    cwd: ROOT,
  });
  return { status, stdout };
}

function explored(scenario: string, implementation: string, schedules: number): readonly Verdict[] {
  const file = `scenarios/${scenario}/scenario.ts`;
  const limits = ['--seed', '1', '--schedules', String(schedules), '--out', OUT];
  const { stdout } = raceline('explore', file, '-i', implementation, ...limits, '--json');
  return (JSON.parse(stdout) as { verdicts: readonly Verdict[] }).verdicts;
}

/** How many of REPLAYS replays break the property again. */
function replayed(file: string): number {
  let again = 0;
  for (let i = 0; i < REPLAYS; i++) if (raceline('replay', file).status === 1) again++;
  return again;
}

fetchAll();
rmSync(OUT, { recursive: true, force: true });
let failed = 0;
for (const { scenario, property, broken, silent } of CLAIMS) {
  for (const implementation of broken) {
    const found = explored(scenario, implementation, BROKEN_WITHIN).find((each) => each.property === property);
    const again = typeof found?.replayFile === 'string' ? replayed(found.replayFile) : 0;
    if (again < REPLAYS) failed++;
    const what = `${property} ${found?.verdict} within ${BROKEN_WITHIN}`;
    console.log(`${scenario} ${implementation}: ${what}, again in ${again} of ${REPLAYS} replays`);
  }
  for (const implementation of silent) {
    const loud = explored(scenario, implementation, SILENT_OVER).filter(({ verdict }) => verdict !== 'holds');
    if (loud.length > 0) failed++;
    const what =
      loud.length === 0 ? 'silent' : loud.map(({ property, verdict }) => `${property} ${verdict}`).join('; ');
    console.log(`${scenario} ${implementation}: ${what} over ${SILENT_OVER}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
