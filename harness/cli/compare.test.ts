import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BIN, publishedEntry } from '../testing/built-package.ts';

const folder = mkdtempSync(join(tmpdir(), 'raceline-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scenario = join(folder, 'tickets.mjs');
const surface = publishedEntry();
writeFileSync(
  scenario,
  `import fc from ${JSON.stringify(import.meta.resolve('fast-check'))};
import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from ${JSON.stringify(surface)};
const nothing = fc.constant(null);
export const scenario = defineScenario({
  name: 'tickets',
  title: 'two buyers, one ticket',
  implementations: {
    'check-then-sell': { says: 'looks, thinks, sells', subject: async (shop) => { if (shop.left > 0) { await sleep(5); shop.left--; } } },
    reference: { says: 'sells at once', subject: async (shop) => { await sleep(7); if (shop.left > 0) shop.left--; } },
    'reference-without-check': { says: 'sells', ablates: 'Q1, the check', subject: async (shop) => { await sleep(7); shop.left--; } },
  },
  examples: { 'two buyers': { workload: null, faults: null } },
  workload: nothing,
  faults: nothing,
  costs: [{ name: 'latency', unit: 'ms', says: 'until both are served', figures: ['p50', 'max'], measure: (shop, env) => env.now }],
  ranges: { buyers: { says: 'who want one', unit: 'count', values: [1, 2, 3], claimedTo: 3, at: (workload) => ({ workload, faults: null }) } },
  setup(env, buy, buyers) {
    const shop = { left: 1 };
    for (const name of ['ann', 'bob', 'cid'].slice(0, buyers ?? 2)) env.actor(name, env.process(name), () => buy(shop), { latestMs: 0 });
    return shop;
  },
  properties: [{ name: 'not-oversold', kind: 'safety', level: 'documented', says: 'one ticket, one sale', when: 'quiescence',
    judge: (shop) => shop.left < 0 ? { message: 'sold ' + (1 - shop.left) } : undefined }],
});
`,
);

function raceline(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env: { ...process.env, VITEST: '' } });
}

function compare(...args: string[]): ReturnType<typeof raceline> {
  return raceline('compare', scenario, '--seed', '1', '--schedules', '100', '--out', folder, ...args);
}

interface Cell {
  implementation: string;
  property: string;
  verdict: string;
  how: string;
  timeline: string[];
  replayFile: string | null;
}

test('prints a cell for each implementation and property, costs, and replay files that replay', () => {
  const { status, stdout } = compare('--json');
  const { cells, costs, bounds } = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(cells.map(({ implementation, property, verdict }: Cell) => [implementation, property, verdict])).toEqual(
    ['check-then-sell', 'reference'].flatMap((name) => [
      [name, 'not-oversold', name === 'reference' ? 'holds' : 'violated'],
      [name, 'no-deadlock', 'holds'],
      [name, 'no-unhandled-rejection', 'holds'],
      [name, 'no-actor-threw', 'holds'],
    ]),
  );
  expect(costs).toEqual([
    { implementation: 'check-then-sell', metric: 'latency p50', unit: 'ms', value: 5, isForDoingLess: false },
    { implementation: 'check-then-sell', metric: 'latency max', unit: 'ms', value: 5, isForDoingLess: false },
    { implementation: 'reference', metric: 'latency p50', unit: 'ms', value: 7, isForDoingLess: false },
    { implementation: 'reference', metric: 'latency max', unit: 'ms', value: 7, isForDoingLess: false },
  ]);
  expect(bounds).toMatchObject({ seed: 1, strategy: 'basic-pos', schedules: 100, workloads: ['two buyers'] });
  // The two starts alone have labels that the reference has too: its timer is another.
  expect(bounds.sharedSteps).toEqual({ 'check-then-sell': 0.5, reference: 1 });
  const [broken] = (cells as Cell[]).filter(({ verdict }) => verdict === 'violated');
  expect(broken?.timeline.at(-1)).toContain('violated not-oversold: sold 2');
  expect(existsSync(broken?.replayFile ?? '')).toBe(true);
  expect(raceline('replay', broken?.replayFile ?? '', '--times', '20').status).toBe(1);
}, 60_000);

test('--sweep says at which value of a range each one breaks, and judges the reference up to what is claimed', () => {
  const { status, stdout } = compare('--sweep', 'buyers', '--json');
  expect(status).toBe(0);
  const { range, cells } = JSON.parse(stdout);
  expect(range).toEqual({ name: 'buyers', says: 'who want one', unit: 'count', values: [1, 2, 3], claimedTo: 3 });
  const broken = cells.filter(({ verdict }: Cell) => verdict !== 'holds');
  expect(broken.map((cell: Cell & { value: number }) => [cell.implementation, cell.property, cell.value])).toEqual([
    ['check-then-sell', 'not-oversold', 2],
    ['check-then-sell', 'not-oversold', 3],
  ]);
  const unknown = compare('--sweep', 'sellers');
  expect([unknown.status, unknown.stderr]).toEqual([
    3,
    'ERR_USAGE: scenario tickets has no range "sellers": it has buyers. See raceline list SCENARIO.\n',
  ]);
});

test('one worker and two find the same', () => {
  expect(compare('--json', '--workers', '2').stdout).toBe(compare('--json', '--workers', '1').stdout);
}, 60_000);

test('exhaustive cells say so', () => {
  const { stdout } = compare('--json', '--strategy', 'exhaustive');
  const held = (JSON.parse(stdout).cells as Cell[]).filter(({ verdict }) => verdict === 'holds');
  expect(new Set(held.map(({ how }) => how))).toEqual(new Set(['exhaustive']));
}, 60_000);

test('--implementations shows where the two part, and exits 1 when one of them is violated', () => {
  const { status, stdout } = compare('--implementations', 'check-then-sell,reference');
  expect(status).toBe(1);
  expect(stdout).toMatch(/> check-then-sell: 00:00\.005 .*timer:5ms/);
  expect(stdout).toMatch(/> reference: 00:00\.007 .*timer:7ms/);
}, 60_000);

test('--ablation compares the reference with itself minus one change each', () => {
  const { status, stdout } = compare('--ablation', '--json');
  const violated = (JSON.parse(stdout).cells as Cell[]).filter(({ verdict }) => verdict === 'violated');
  expect(violated.map(({ implementation, property }) => [implementation, property])).toEqual([
    ['reference-without-check', 'not-oversold'],
  ]);
  expect(status).toBe(0);
}, 60_000);

test.each([
  [[], 'ERR_USAGE'],
  [[scenario, '--implementations', 'reference'], 'ERR_USAGE'],
  [[scenario, '--implementations', 'reference,nobody'], 'ERR_UNKNOWN_IMPLEMENTATION'],
])(
  'compare %j is refused in one line with %s',
  (args, code) => {
    const { status, stderr } = raceline('compare', '--out', folder, ...args);
    expect(status).toBe(3);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(code);
  },
  60_000,
);
