// `npm run test:nodes`: the engine's and the seams' tests on every supported major version of Node.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { binaryOf, majorsHere, ROOT, versionOf } from './nodes.ts';

const FOLDERS = [
  'engine',
  'world',
  'scenario',
  'seams',
  'shrink',
  'strategies',
  'tracking',
  'oracles',
  'run',
  'explore',
  'expect',
  'testing',
].map((name) => `harness/${name}`);
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

interface Outcome {
  readonly node: string;
  readonly result: 'ok' | 'FAILED' | 'not fetched';
  readonly seconds: number;
}

function test(major: number): Outcome {
  const binary = binaryOf(major);
  if (binary === null) return { node: `${major}`, result: 'not fetched', seconds: 0 };
  const version = versionOf(binary);
  console.log(`\n== Node ${version}`);
  const beganAt = performance.now();
  const { status } = spawnSync(binary, [VITEST, 'run', '--reporter=dot', ...FOLDERS], { cwd: ROOT, stdio: 'inherit' });
  const seconds = (performance.now() - beganAt) / 1_000;
  return { node: version, result: status === 0 ? 'ok' : 'FAILED', seconds };
}

const outcomes = majorsHere().map(test);
console.log('');
for (const { node, result, seconds } of outcomes) {
  console.log(`${node.padEnd(12)}${result.padEnd(13)}${seconds === 0 ? '' : `${seconds.toFixed(1)} s`}`);
}
if (outcomes.some(({ result }) => result !== 'ok')) process.exitCode = 1;
