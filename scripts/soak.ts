// `npm run soak [EXECUTIONS [SCENARIO IMPLEMENTATION]]`: whether one seed gives one trace hash, however and wherever it is run:
// by the command with one, two and four workers, the library, vitest, other versions of Node, and in other environments.
import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, publishedFile, setup } from '../harness/testing/built-package.ts';
import { binaryOf, majorsHere, ROOT, versionOf } from './nodes.ts';

const EXECUTIONS = 1_000_000;
const [executions = EXECUTIONS, scenario = 'lost-update', implementation = 'read-modify-write'] = [
  ...process.argv.slice(2, 3).map(Number),
  ...process.argv.slice(3),
] as [number?, string?, string?];
/** The user `nobody` of most systems: only root may become him. */
const NOBODY = 65_534;

/** How one run is made: a child process, and where to find the hash. */
interface Way {
  readonly says: string;
  readonly node?: string;
  readonly args: (out: string) => readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly hash?: (stdout: string, out: string) => string;
}

function command(says: string, workers: number, more: Partial<Way> = {}): Way {
  const what = ['explore', scenario, '-i', implementation, '--seed', '1', '--schedules', `${executions}`, '--json'];
  return {
    says: `command, ${says}`,
    args: (out) => [BIN, ...what, '--workers', `${workers}`, '--out', out],
    hash: (stdout) => JSON.parse(stdout).traceHash,
    ...more,
  };
}

/** A module of a user that calls `explore`. */
const LIBRARY = `
  const { explore } = await import(${JSON.stringify(publishedFile('harness/index.js'))});
  const { CATALOGUE } = await import(${JSON.stringify(publishedFile('scenarios/index.js'))});
  const { scenario } = await CATALOGUE.get(${JSON.stringify(scenario)}).load();
  const options = { seed: 1, schedulesMax: ${executions} };
  console.log((await explore(scenario, ${JSON.stringify(implementation)}, options)).traceHash);`;

const library: Way = { says: 'library', args: () => ['--input-type=module', '--eval', LIBRARY] };

const vitest: Way = {
  says: 'vitest',
  args: () => [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', 'scenarios/soak.test.ts'],
  cwd: ROOT,
  env: { RACELINE_SOAK: JSON.stringify({ scenario, implementation, executions }) },
  hash: (_, out) => readFileSync(join(out, 'hash'), 'utf8'),
};

function otherNodes(): Way[] {
  const others = majorsHere().filter((major) => !process.version.startsWith(`v${major}.`));
  return others.flatMap((major) => {
    const node = binaryOf(major);
    if (node === null) return [];
    const says = `Node ${versionOf(node)}`;
    return [command(says, 2, { node }), { ...library, says: `library, ${says}`, node }];
  });
}

function otherEnvironments(): Way[] {
  const ways = [
    command('TZ', 2, { env: { TZ: 'Pacific/Apia' } }),
    command('LANG', 2, { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } }),
    command('HOME', 2, { env: { HOME: tmpdir(), TMPDIR: tmpdir() } }),
    command('cwd', 2, { cwd: tmpdir() }),
    { ...library, says: 'library, TZ and LANG', env: { TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' } },
  ];
  return process.getuid?.() === 0 ? [...ways, command('uid', 2, { uid: NOBODY, cwd: tmpdir() })] : ways;
}

/** The hash that a way gives, or what went wrong. */
function hashBy({ node = process.execPath, args, env, cwd, uid, hash }: Way): string {
  const out = mkdtempSync(join(tmpdir(), 'raceline-soak-'));
  if (uid !== undefined) chownSync(out, uid, uid);
  try {
    const { stdout, stderr, status } = spawnSync(node, args(out), {
      env: { ...process.env, RACELINE_SOAK_FILE: join(out, 'hash'), ...env },
      encoding: 'utf8',
      ...(cwd === undefined ? {} : { cwd }),
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    const isDone = (status === 0 || status === 1) && stdout !== '';
    return isDone
      ? (hash?.(stdout, out) ?? stdout.trim())
      : `failed: ${stderr.trim().split('\n').join(' ').slice(0, 200)}`;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

await setup();
const workers = [1, 2, 4].map((count) => command(`${count} worker${count === 1 ? '' : 's'}`, count));
const ways = [...workers, library, vitest, ...otherNodes(), ...otherEnvironments()];
const hashes = new Set<string>();
console.log(`${scenario} / ${implementation}: ${executions} executions, seed 1, ${process.version}`);
for (const way of ways) {
  const beganAt = performance.now();
  const hash = hashBy(way);
  hashes.add(hash);
  const seconds = ((performance.now() - beganAt) / 1_000).toFixed(0);
  console.log(`${way.says.padEnd(28)}${hash}  ${seconds.padStart(5)} s`);
}
console.log(hashes.size === 1 ? 'one hash' : `${hashes.size} different answers`);
if (hashes.size > 1) process.exitCode = 1;
