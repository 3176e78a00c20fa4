import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import ts from 'typescript';
import { afterAll, expect, test, vi } from 'vitest';
import { documented } from './testing/docstrings.ts';
import { examplesIn } from './testing/examples.ts';
import { ROOT } from './testing/import-graph.ts';
import { ownFixes } from './testing/own-fixes.ts';
import { builtSources, declarationPath, declarations, ENTRIES, programOf } from './testing/published-types.ts';
import { surfaceOf } from './testing/surface.ts';

// What a user of the package meets: names, what is said of them, and what the package holds.

const NAMES_MAX = 60;

/** A folder within the project, where examples find its packages; git ignores it. */
const FOLDER = exampleFolder();
afterAll(() => rmSync(FOLDER, { recursive: true }));

const published = declarations();
const examples = examplesIn(published.values());
const files = new Map([
  ...published,
  [join(FOLDER, 'consumer.ts'), readFileSync(join(ROOT, 'harness/testing/consumer.txt'), 'utf8')] as const,
  ...examples.map(({ file, code }) => [join(FOLDER, file), code] as const),
  ...ownFixes().map(({ of, code }) => [join(FOLDER, `my-fix-${of}.ts`), code] as const),
]);
const roots = [...files.keys()].filter((path) => !path.endsWith('.d.ts'));
const program = programOf([...roots, ...ENTRIES.map(declarationPath)], files);
const surface = surfaceOf(program, published);
const docs = documented([...surface.exported.values()].flat(), program);

test(`index.ts exports at most ${NAMES_MAX} names`, () => {
  const names = surface.exported.get('harness/index.ts')?.map(({ name }) => name) ?? [];
  expect(names).toContain('defineScenario');
  expect(names.length, `${names.length} names`).toBeLessThanOrEqual(NAMES_MAX);
});

test('every type of ours that a published declaration leads to can be named', () => {
  expect(surface.unnamed).toEqual([]);
});

test('a user compiles against the declarations, the examples and the fixes of READMEs too, without skipLibCheck', () => {
  // Of our files alone: those of others would take ten seconds, and what is wrong in them is theirs.
  const sources = [...files.keys()].flatMap((path) => program.getSourceFile(path) ?? []);
  expect(sources.length).toBe(files.size);
  const found = sources.flatMap((source) => ts.getPreEmitDiagnostics(program, source)).map(messageOf);
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

/** Functions that throw nothing, whatever they are given. */
const HARMLESS = ['hang', 'json', 'rateLimited', 'reset', 'respond', 'serverError', 'stream'];

test('every published name says in a sentence what it is, and every function of the engine which errors it throws', () => {
  expect(docs.length).toBeGreaterThan(120);
  // A scenario says it in its title.
  const silentNames = docs.filter(({ name, says }) => name !== 'scenario' && !/\S[.:`]/.test(says));
  expect(silentNames.map(({ name }) => name)).toEqual([]);
  // What is under test throws errors of its own.
  const ofEngine = [...surface.exported].flatMap(([entry, names]) => (entry.startsWith('harness/') ? names : []));
  const functions = documented(ofEngine, program).filter(
    ({ isFunction, name }) => isFunction && !HARMLESS.includes(name),
  );
  expect(functions.length).toBeGreaterThan(10);
  const silent = functions.filter(({ says }) => !/ERR_[A-Z]|[Tt]hrows nothing/.test(says));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('there are ten examples at least, of what a user meets first', () => {
  expect(examples.length).toBeGreaterThanOrEqual(10);
  const silent = examples.filter(({ prints }) => prints.length === 0);
  expect(silent.map(({ file }) => file)).toEqual(['counter.ts']);
});

test.each(examples.map((example) => [headOf(example.code), example] as const))(
  'the example "%s" prints what it says',
  async (_, { file, prints }) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(format(...values)));
    await import(join(FOLDER, file));
    log.mockRestore();
    expect(printed).toEqual(prints);
  },
);

function exampleFolder(): string {
  mkdirSync(join(ROOT, 'reports/out'), { recursive: true });
  return mkdtempSync(join(ROOT, 'reports/out/examples-'));
}

/** Examples import the package by name; in a checkout that is its sources. */
for (const { file, code } of examples) {
  const runnable = code.replace(/from 'raceline(?:\/([\w-]+))?'/g, (_, entry = 'index') => {
    return `from '${ROOT}/harness/${entry}.ts'`;
  });
  writeFileSync(join(FOLDER, file), runnable);
}

function headOf(code: string): string {
  return code.split('\n').find((line) => line.includes("'raceline")) ?? code.slice(0, 40);
}

function messageOf({ file, messageText }: ts.Diagnostic): string {
  return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
