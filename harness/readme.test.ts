import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf, printed } from '../scripts/readme-blocks.ts';

const blocks = blocksOf(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));

test('the README shows commands with their output', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(2);
});

test.each(blocks.map(({ command, output }) => [command, output]))(
  'the README shows what "raceline %s" prints (npm run readme rewrites it)',
  async (command, output) => {
    expect(await printed(command)).toBe(output);
  },
);

test('the racy lines in the README are those of the scenario', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL('../scenarios/lost-update/scenario.ts', import.meta.url), 'utf8');
  const [, shown = ''] = /```ts\n(async function increment[\s\S]*?)```/.exec(readme) ?? [];
  expect(shown).not.toBe('');
  expect(source).toContain(shown.trim());
});
