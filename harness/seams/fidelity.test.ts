import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fidelityOf } from '../../scripts/fidelity/fidelity-table.ts';
import { KNOWN } from '../../scripts/fidelity/known.ts';
import { programsOf } from '../../scripts/fidelity/programs/index.ts';

const programs = programsOf([]);

test('FIDELITY.md is what npm run fidelity makes of the known differences', () => {
  const text = readFileSync(new URL('FIDELITY.md', import.meta.url), 'utf8');
  const cells = text.split('\n').map((line) => line.slice(2).split(' | '));
  const versions = new Map(cells.map(([api = '', nodes = '']) => [api, new Set(nodes.split(', '))]));
  const found = new Map(KNOWN.map((row) => [row, versions.get(row.api) ?? new Set<string>()]));
  expect(fidelityOf(found, programs.length)).toBe(text);
});

test('each known difference is one that a program shows, and at most ten may harm a verdict', () => {
  for (const { api, programs: shows } of KNOWN) {
    expect(
      programs.some(({ name }) => shows.test(name)),
      api,
    ).toBe(true);
  }
  expect(KNOWN.filter(({ harms }) => harms !== null).length).toBeLessThanOrEqual(10);
  expect(programs.length).toBeGreaterThanOrEqual(600);
});
