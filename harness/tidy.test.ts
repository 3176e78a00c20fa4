import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect, test } from 'vitest';

// What a linter cannot keep: the shape of the repository.

const ROOT = resolve(import.meta.dirname, '..');
const FOLDERS = ['harness', 'src', 'scenarios', 'reports'] as const;
const LINES_MAX = 400;

interface Import {
  readonly file: string;
  /** Path from the root for our own files, the package's name for others. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isType: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('reports/out'))
    .sort();
}

function text(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** `import ... from 'x'` and `export ... from 'x'` over one line or more, `import 'x'`, and `import('x')` of a literal. */
const IMPORT = /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

function importsOf(file: string): Import[] {
  return [...text(file).matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const isOurs = specifier.startsWith('.');
    const target = isOurs ? normalize(join(dirname(file), specifier)) : packageOf(specifier);
    return { file, target, isOurs, isType: match[1] !== undefined || namesTypesOnly(match[0]) };
  });
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

/** `import { type A, type B } from`: erased too. */
function namesTypesOnly(statement: string): boolean {
  const names = /^import\s*\{([^}]*)\}/
    .exec(statement)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
}

const files = FOLDERS.flatMap(filesUnder);
const imports = files.flatMap(importsOf);
const ours = imports.filter(({ isOurs }) => isOurs);

/** The command line and the vitest entry put the parts together: these may print reports. */
const COMPOSES = /^harness\/(cli\/|vitest\.)/;

function isAllowed({ file, target, isType }: Import): boolean {
  const [from, to] = [file.split('/')[0], target.split('/')[0]];
  if (from === to) return true;
  if (from === 'harness') {
    if (to === 'reports') return COMPOSES.test(file);
    // The one command that is about real files, not about simulated ones.
    if (file === 'harness/cli/commands/check-registry.ts') return target.startsWith('src/registry-health/');
    if (target === 'scenarios/index.ts') return file.startsWith('harness/cli/');
    return file.endsWith('.test.ts') && (to === 'scripts' || to === 'src');
  }
  if (from === 'reports') return to === 'harness' && (isType || file.endsWith('.test.ts'));
  if (from === 'scenarios') return to === 'harness' || to === 'src';
  return false;
}

test('the import rules see the whole repository', () => {
  expect(files.length).toBeGreaterThan(60);
  expect(ours.length).toBeGreaterThan(150);
  expect(ours.filter(({ target }) => !existsSync(join(ROOT, target)) && !target.startsWith('dist/'))).toEqual([]);
});

test('src imports nothing of ours, harness only itself, reports only types of harness, scenarios harness and src', () => {
  expect(ours.filter((each) => !isAllowed(each)).map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('no files import each other in a circle, imports of types aside', () => {
  expect(cycles(ours.filter(({ isType }) => !isType))).toEqual([]);
});

/** Depth-first search; each cycle as its path. */
function cycles(edges: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target } of edges) targets.set(file, [...(targets.get(file) ?? []), target]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}

/** Vocabulary on both sides: scenarios declare arbitraries and msw handlers, the engine draws from and answers with them. */
const SHARED = ['fast-check', 'msw'];

test('a third-party package is imported from one folder only', () => {
  const folders = new Map<string, Set<string>>();
  for (const { file, target, isOurs, isType } of imports) {
    if (isOurs || isType || target.startsWith('node:') || file.endsWith('.test.ts') || SHARED.includes(target))
      continue;
    folders.set(target, (folders.get(target) ?? new Set()).add(file.split('/')[0] ?? ''));
  }
  const spread = [...folders].filter(([, where]) => where.size > 1).map(([name, where]) => `${name}: ${[...where]}`);
  expect(spread).toEqual([]);
});

test(`no file has more than ${LINES_MAX} lines`, () => {
  const long = files.filter((file) => text(file).split('\n').length - 1 > LINES_MAX);
  expect(long).toEqual([]);
});

test('files and folders that a README links to or names in its tree exist', () => {
  const missing = ['README.md', ...FOLDERS.map((folder) => `${folder}/README.md`)].flatMap((readme) =>
    namedIn(text(readme))
      .map((path) => join(dirname(readme), path))
      .filter((path) => !existsSync(join(ROOT, path)))
      .map((path) => `${readme}: ${path}`),
  );
  expect(missing).toEqual([]);
});

/** Relative links, and the first column of a tree: lines of a code block that begin with a path and two spaces. */
function namedIn(markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map((match) => match[1] ?? '');
  const trees = [...markdown.matchAll(/^```text\n([\s\S]*?)^```/gm)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/^([\w./-]+(?:\.\w+|\/))(?=\s{2,})/gm)].map((line) => line[1] ?? ''),
  );
  return [...links, ...trees];
}

test('each folder has a README of 25 to 40 lines', () => {
  for (const folder of FOLDERS) {
    const lines = text(`${folder}/README.md`).trimEnd().split('\n').length;
    expect(lines, folder).toBeGreaterThanOrEqual(25);
    expect(lines, folder).toBeLessThanOrEqual(40);
  }
});

test('nothing names a path of one machine', () => {
  // Assembled, so that this file does not match itself.
  const machine = new RegExp(`(?<![\\w.])/(${['home', 'Users', 'work', 'root'].join('|')})/[a-z]`);
  const named = [...files, 'README.md', 'package.json'].filter((file) => machine.test(text(file)));
  expect(named).toEqual([]);
});
