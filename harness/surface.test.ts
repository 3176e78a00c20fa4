import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from './testing/import-graph.ts';
import { builtSources, declarationPath, declarations, ENTRIES, programOf } from './testing/published-types.ts';
import { surfaceOf } from './testing/surface.ts';

// What a user of the package meets: names, their declarations, and what the package holds.

const NAMES_MAX = 60;
const CONSUMER = join(ROOT, 'consumer.ts');

const published = declarations();
const consumer = readFileSync(join(ROOT, 'harness/testing/consumer.txt'), 'utf8');
const files = new Map([...published, [CONSUMER, consumer]]);
const program = programOf([CONSUMER, ...ENTRIES.map(declarationPath)], files);
const { exported, unnamed } = surfaceOf(program, published);

test(`index.ts exports at most ${NAMES_MAX} names`, () => {
  const names = exported.get('harness/index.ts')?.map(({ name }) => name) ?? [];
  expect(names).toContain('defineScenario');
  expect(names.length, `${names.length} names`).toBeLessThanOrEqual(NAMES_MAX);
});

test('every type of ours that a published declaration leads to can be named', () => {
  expect(unnamed).toEqual([]);
});

test('a user compiles against the declarations, without skipLibCheck', () => {
  // Of our files alone: those of others would take ten seconds, and what is wrong in them is theirs.
  const sources = [...files.keys()].flatMap((path) => program.getSourceFile(path) ?? []);
  expect(sources.length).toBe(files.size);
  const found = sources
    .flatMap((source) => ts.getPreEmitDiagnostics(program, source))
    .map(({ file, messageText }) => {
      return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  expect(found).toEqual([]);
});

test('the package holds no test and nothing that only tests use', () => {
  const sources = builtSources();
  expect(sources).toEqual(expect.arrayContaining([...ENTRIES, 'harness/cli/main.ts', 'scenarios/index.ts']));
  const isForTests = /\.test\.ts$|^harness\/testing\/|^scripts\/|^vitest\./;
  expect(sources.filter((file) => isForTests.test(file))).toEqual([]);
  const { files: packed, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(packed).toEqual(['bin', 'dist', 'README.md', 'LICENSE']);
  // What an earlier build has left in dist would be packed too.
  expect(scripts.prebuild).toContain("rmSync('dist'");
});
