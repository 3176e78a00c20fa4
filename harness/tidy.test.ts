import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  cyclesOf,
  filesUnder,
  graphOf,
  type Import,
  importsOf,
  longestPath,
  ROOT,
  text,
} from './testing/import-graph.ts';
import { quantile, shapeOf } from './testing/shape.ts';

// What a linter cannot keep: the shape of the repository.

const FOLDERS = ['harness', 'src', 'scenarios', 'reports'] as const;
const LINES_MAX = 400;

const files = FOLDERS.flatMap(filesUnder);
const imports = files.flatMap(importsOf);
const ours = imports.filter(({ isOurs }) => isOurs);

/** The command line and the expectations of tests put the parts together: these may print reports. */
const COMPOSES = /^harness\/(cli|expect)\/|^harness\/test\.ts/;

const isProduct = (file: string): boolean => !file.endsWith('.test.ts') && !file.startsWith('harness/testing/');

function isAllowed({ file, target, isType }: Import): boolean {
  const [from, to] = [file.split('/')[0], target.split('/')[0]];
  if (from === to) return true;
  if (from === 'harness') {
    if (to === 'reports') return COMPOSES.test(file) || !isProduct(file);
    // The one command that is about real files, not about simulated ones.
    if (file === 'harness/cli/commands/check-registry.ts') return target.startsWith('src/registry-health/');
    if (target === 'scenarios/index.ts') return file.startsWith('harness/cli/');
    return !isProduct(file) && (to === 'scripts' || to === 'src');
  }
  if (from === 'reports') return to === 'harness' && (isType || file.endsWith('.test.ts'));
  if (from === 'scenarios') return to === 'harness' || to === 'src' || (to === 'scripts' && !isProduct(file));
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

/** The rooms of harness/, top down: each imports rooms before it only, types included. */
const LAYERS: readonly string[] = [
  'engine',
  'world',
  'scenario',
  'seams',
  'tracking',
  'strategies',
  'oracles',
  'run',
  'shrink',
  'explain',
  'explore',
  'cli',
  'expect',
];
const LONGEST_MAX = 15;

const products = ours.filter(({ file }) => isProduct(file));
const inside = products.filter(({ file, target }) => file.startsWith('harness/') && target.startsWith('harness/'));

/** The room's place in LAYERS; the entries of the package, which lie above all rooms, come after all of them. */
function layerOf(file: string): number {
  const [, room, ...inside] = file.split('/');
  return inside.length === 0 ? LAYERS.length : LAYERS.indexOf(room ?? '');
}

test('each room of harness/ imports rooms above it only, types included', () => {
  expect(inside.length).toBeGreaterThan(500);
  const wrong = inside.filter(({ file, target }) => layerOf(target) < 0 || layerOf(target) > layerOf(file));
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('nothing that is published imports what only tests use', () => {
  expect(products.filter(({ target }) => target.startsWith('harness/testing/'))).toEqual([]);
});

test('no files and no folders import each other in a circle, types included', () => {
  const edges = products.map(({ file, target }) => [file, target] as const);
  const circles = cyclesOf(graphOf(edges));
  // Between the four, `reports` is on both sides: it prints types of harness/, whose command line calls it.
  const withinOne = edges.filter(([file, target]) => file.split('/')[0] === target.split('/')[0]);
  const folders = withinOne.map(([file, target]) => [dirname(file), dirname(target)] as const);
  const ofFolders = cyclesOf(graphOf(folders.filter(([from, to]) => from !== to)));
  process.stdout.write(`${circles.length} circles of files, ${ofFolders.length} of folders, types included\n`);
  expect([circles, ofFolders]).toEqual([[], []]);
});

test(`what loads what in harness/ is at most ${LONGEST_MAX} files deep`, () => {
  // What is loaded later begins a chain of its own: whoever never asks for it does not wait for it.
  const values = inside
    .filter(({ isType, isLater }) => !isType && !isLater)
    .map(({ file, target }) => [file, target] as const);
  const longest = longestPath(graphOf(values));
  process.stdout.write(`longest import chain: ${longest.length} files of ${LONGEST_MAX}\n`);
  expect(longest.length, longest.join(' -> ')).toBeLessThanOrEqual(LONGEST_MAX);
});

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

/** Of harness/ without tests. */
const FILE_LINES = { median: 80, p90: 160, max: 300 };
const FUNCTION_LINES = { p90: 14, max: 45 };
const COMMENT_SHARE = { min: 0.15, max: 0.25 };

test('files and functions of harness/ are small, and comments say why', () => {
  const { files: sizes, functions, commentShare } = shapeOf(filesUnder('harness').filter(isProduct));
  const [largest, longest] = [sizes.at(-1), functions.at(-1)];
  process.stdout.write(
    `${sizes.length} files: median ${quantile(sizes, 0.5)} lines, p90 ${quantile(sizes, 0.9)}, largest ${largest?.where} ${largest?.lines}; ` +
      `${functions.length} functions: median ${quantile(functions, 0.5)}, p90 ${quantile(functions, 0.9)}, ` +
      `longest ${longest?.where} ${longest?.lines}; ${(100 * commentShare).toFixed(1)} % comments\n`,
  );
  expect(functions.length).toBeGreaterThan(1_000);
  expect(quantile(sizes, 0.5)).toBeLessThanOrEqual(FILE_LINES.median);
  expect(quantile(sizes, 0.9)).toBeLessThanOrEqual(FILE_LINES.p90);
  expect(sizes.filter(({ lines }) => lines > FILE_LINES.max)).toEqual([]);
  expect(quantile(functions, 0.9)).toBeLessThanOrEqual(FUNCTION_LINES.p90);
  expect(functions.filter(({ lines }) => lines > FUNCTION_LINES.max)).toEqual([]);
  expect(commentShare).toBeGreaterThanOrEqual(COMMENT_SHARE.min);
  expect(commentShare).toBeLessThanOrEqual(COMMENT_SHARE.max);
});

test('every version of Node is tested with all rooms of harness/ that have tests, but the command line', () => {
  const [, list = ''] = /const FOLDERS = \[([^\]]+)\]/.exec(text('scripts/test-nodes.ts')) ?? [];
  const named = [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name ?? '');
  const tests = filesUnder('harness').filter((file) => file.endsWith('.test.ts') && file.split('/').length > 2);
  const rooms = new Set(tests.map((file) => file.split('/')[1] ?? ''));
  rooms.delete('cli');
  expect(named.toSorted()).toEqual([...rooms].sort());
});

/** Folders with a README of their own. */
const DESCRIBED: readonly string[] = [...FOLDERS, 'harness/oracles', 'harness/strategies'];

test('files and folders that a README links to or names in its tree exist', () => {
  const missing = ['README.md', ...DESCRIBED.map((folder) => `${folder}/README.md`)].flatMap((readme) =>
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

test('READMEs of folders have 25 to 40 lines', () => {
  for (const folder of DESCRIBED) {
    const lines = text(`${folder}/README.md`).trimEnd().split('\n').length;
    expect(lines, folder).toBeGreaterThanOrEqual(25);
    expect(lines, folder).toBeLessThanOrEqual(40);
  }
});

test('nothing names a path of one machine', () => {
  // Assembled, so that this file does not match itself.
  const machine = new RegExp(`(?<![\\w.])/(${['home(?!/raceline)', 'Users', 'work', 'root'].join('|')})/[a-z]`);
  const named = [...files, 'README.md', 'package.json'].filter((file) => machine.test(text(file)));
  expect(named).toEqual([]);
});
