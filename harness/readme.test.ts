import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limitsOf } from '../scripts/fidelity/limits.ts';
import { blocksOf, printed } from '../scripts/readme-blocks.ts';
import { strategyTable, withStrategyTable } from '../scripts/strategy-table.ts';
import { BIN, publishedEntry } from './testing/built-package.ts';
import { ROOT } from './testing/import-graph.ts';
import { ownFixes } from './testing/own-fixes.ts';

const blocks = blocksOf(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));

test('the README shows commands with their output', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(2);
});

test.each(blocks.map(({ command, output }) => [command, output]))(
  'the README shows what "raceline %s" prints (npm run readme rewrites it)',
  async (command, output) => {
    expect(await printed(command, BIN)).toBe(output);
  },
);

test('the lines for CI in the README run: shards merged and a resumed run print what one run prints', {
  timeout: 120_000,
}, async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, section = ''] = /## Use in CI\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const [shard, merge, begin, resume] = [...section.matchAll(/^npx raceline (.+)$/gm)].map(([, line = '']) => line);
  const folder = mkdtempSync(join(tmpdir(), 'raceline-readme-'));
  const run = (line = ''): Promise<string> =>
    printed(
      `${line.replace(/(\S+\.jsonl)/g, `${folder}/$1`)} --out ${folder}${line.startsWith('merge') ? '' : ' --schedules 100'}`,
      BIN,
    );
  const whole = await run(begin);
  expect(whole).toContain('holds');
  expect(await run(resume)).toBe(whole);
  for (const i of ['1', '2']) expect(await run(shard?.replaceAll('$i', i))).toContain(`shard ${i} of 2 alone: `);
  expect(await run(merge)).toBe(whole);
  rmSync(folder, { recursive: true });
});

test('the table of strategies in the README is what the catalogue says (npm run readme rewrites it)', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(strategyTable());
  expect(withStrategyTable(readme)).toBe(readme);
});

test('the limits in the README are what FIDELITY.md has, and nothing else (npm run readme rewrites them)', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const fidelity = readFileSync(new URL('seams/FIDELITY.md', import.meta.url), 'utf8');
  expect(readme).toContain(`## Limits\n\n${limitsOf(fidelity)}\n\nMIT licence.`);
  const rows = fidelity.split('\n').filter((line) => /^(?:- |\| (?!API))/.test(line));
  const bullets = limitsOf(fidelity).match(/^- /gm) ?? [];
  expect([rows.length > 20, bullets.length]).toEqual([true, rows.length]);
});

test('the strategy in the README explores', { timeout: 60_000 }, async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, shown = ''] = /```ts\n(import \{ defineStrategy \}[\s\S]*?)```/.exec(readme) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'raceline-readme-'));
  const file = join(folder, 'newest-first.ts');
  writeFileSync(file, shown.replace('raceline/strategy', publishedEntry('strategy')));
  const output = await printed(`explore lost-update --seed 1 --schedules 100 --strategy ${file} --out ${folder}`, BIN);
  rmSync(folder, { recursive: true });
  expect(output).toContain('100 executions of newest-first over 2 workloads');
});

test('the racy lines in the README are those of the scenario', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL('../scenarios/lost-update/scenario.ts', import.meta.url), 'utf8');
  const [, shown = ''] = /```ts\n(async function increment[\s\S]*?)```/.exec(readme) ?? [];
  expect(shown).not.toBe('');
  expect(source).toContain(shown.trim());
});

test('the fix in the README gets its row in compare, beside that of the reference', { timeout: 120_000 }, async () => {
  const { code = '' } = ownFixes().find(({ of }) => of === 'README') ?? {};
  expect(code.split('\n').length).toBeLessThan(30);
  // As it stands: within the project its imports are found as they are in a project that has installed the package.
  mkdirSync(join(ROOT, 'reports/out'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'reports/out/readme-'));
  writeFileSync(join(folder, 'my-fix.ts'), code);
  const options = [
    '--implementations',
    'my-fix,reference',
    '--seed',
    '1',
    '--schedules',
    '100',
    '--json',
    '--out',
    folder,
  ];
  const { cells } = JSON.parse(await printed(['compare', join(folder, 'my-fix.ts'), ...options].join(' '), BIN));
  rmSync(folder, { recursive: true });
  const rows = (cells as { implementation: string }[]).map(({ implementation }) => implementation);
  expect([...new Set(rows)]).toEqual(['my-fix', 'reference']);
  expect(rows.filter((name) => name === 'my-fix').length).toBeGreaterThan(7);
});
