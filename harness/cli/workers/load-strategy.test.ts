import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PCT } from '../../strategies/pct.ts';
import { loadStrategy } from './load-strategy.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-load-strategy-'));
  return () => rmSync(folder, { recursive: true });
});

let files = 0;
/** A module of its own each time: Node keeps what it has loaded. */
function moduleOf(text: string): string {
  const path = join(folder, `strategy-${files++}.mjs`);
  writeFileSync(path, text);
  return path;
}

const SETTINGS = { seed: 1, depth: 3 };

function strategy(body: string): string {
  return `export const mine = { name: 'mine', make: () => ({ begin: () => true, choose: () => 0, end() {}, ${body} }) };`;
}

test('a name of the catalogue is that strategy, whatever files there are', async () => {
  expect(await loadStrategy('pct')).toBe(PCT);
});

test('a path is the one strategy that the module exports', async () => {
  const mine = await loadStrategy(moduleOf(`${strategy('')} export const other = 5;`));
  expect(mine).toMatchObject({ name: 'mine', options: [], facts: { enumerates: false, isFair: false } });
  expect(mine.make(SETTINGS).begin()).toBe(true);
});

test('what is neither is an unknown strategy, and the known ones are named', async () => {
  await expect(loadStrategy('./luck.ts')).rejects.toThrow(
    /^ERR_UNKNOWN_STRATEGY: no strategy is named "\.\/luck\.ts": it is no file, and none of portfolio, .*exhaustive\. [^\n]+$/,
  );
});

test.each<[string, string, string]>([
  ['no strategy exported', 'export const a = 1;', ': it exports no strategy'],
  ['two of them', `${strategy('')} export const b = mine;`, ': it exports 2 strategies'],
  ['a module that throws', 'throw new Error("at\\nimport");', ' could not be loaded: Error: at. '],
  ['a syntax error', 'export const = ;', ' could not be loaded: '],
  ['no name', 'export const a = { make() {} };', ': a strategy: it has no name'],
])('%s is refused in one line', async (_, text, message) => {
  const path = moduleOf(text);
  const error = await loadStrategy(path).then(
    () => null,
    (reason: Error) => reason.message,
  );
  expect(error).toMatch(/^ERR_BAD_STRATEGY: [^\n]+$/);
  expect(error).toContain(message);
});

test('what a loaded strategy does wrong is named as its mistake', async () => {
  const missing = await loadStrategy(moduleOf(strategy('end: undefined')));
  expect(() => missing.make(SETTINGS)).toThrow(/^ERR_BAD_STRATEGY: strategy mine: what it makes has no method end\./);
});
