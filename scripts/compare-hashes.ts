// `npm run compare-hashes -- OTHER_CHECKOUT [SCENARIO ...]`: the trace hash of every scenario and implementation here and
// in another checkout (with its packages installed), side by side. Exit 1 if any differs: then either behaviour changed,
// or what a hash covers did.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';

const HERE = resolve(import.meta.dirname, '..');
const SEED = '1';
const SCHEDULES = '300';

interface Explored {
  readonly implementation: string;
  readonly traceHash: string;
  readonly executions: number;
}

function raceline(checkout: string, args: readonly string[]): unknown {
  const bin = join(checkout, 'bin/raceline.js');
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args, '--json'], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (stdout === '') throw new Error(`${checkout}: raceline ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

function scenariosOf(checkout: string): string[] {
  return (raceline(checkout, ['list']) as { name: string }[]).map(({ name }) => name);
}

function explore(checkout: string, scenario: string): Explored[] {
  const out = join(tmpdir(), 'raceline-compare-hashes');
  const args = ['explore', scenario, '--seed', SEED, '--schedules', SCHEDULES, '--out', out];
  return [raceline(checkout, args)].flat() as Explored[];
}

const [other, ...chosen] = process.argv.slice(2);
if (other === undefined) throw new Error('usage: npm run compare-hashes -- OTHER_CHECKOUT [SCENARIO ...]');
const table = new Table({ head: ['scenario / implementation', 'executions', 'there', 'here', ''] });
let differing = 0;
for (const scenario of chosen.length > 0 ? chosen : scenariosOf(HERE)) {
  const there = new Map(explore(resolve(other), scenario).map((each) => [each.implementation, each]));
  for (const { implementation, traceHash, executions } of explore(HERE, scenario)) {
    const before = there.get(implementation)?.traceHash ?? 'none';
    if (before !== traceHash) differing++;
    table.push([
      `${scenario} / ${implementation}`,
      executions,
      before,
      traceHash,
      before === traceHash ? '' : 'DIFFERS',
    ]);
  }
}
console.log(table.toString());
console.log(`${table.length} implementations, ${differing} differ`);
process.exitCode = differing === 0 ? 0 : 1;
