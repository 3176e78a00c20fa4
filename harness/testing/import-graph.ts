import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

// The repository's own imports, as text: for the tests that keep its shape.

export const ROOT: string = resolve(import.meta.dirname, '../..');

export interface Import {
  readonly file: string;
  /** Path from the root for our own files, the package's name for others. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isType: boolean;
  /** By `import('x')`: loaded when it is first asked for. */
  readonly isLater: boolean;
}

export function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('reports/out'))
    .sort();
}

export function text(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** `import ... from 'x'` and `export ... from 'x'` over one line or more, `import 'x'`, and `import('x')` of a literal. */
const IMPORT = /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

export function importsOf(file: string): Import[] {
  return importsIn(text(file), file);
}

/** Imports of a source text, as of a file at that path. */
export function importsIn(source: string, file: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const isOurs = specifier.startsWith('.');
    const target = isOurs ? normalize(join(dirname(file), specifier)) : packageOf(specifier);
    const isType = match[1] !== undefined || namesTypesOnly(match[0]);
    return { file, target, isOurs, isType, isLater: match[3] !== undefined };
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

/** Edges by node. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export function graphOf(edges: Iterable<readonly [from: string, to: string]>): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/** Depth-first search; each circle that it meets as its path. */
export function cyclesOf(graph: Graph): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) found.push([...path.slice(at), node].join(' -> '));
    if (at >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/** The longest path of a graph without circles. */
export function longestPath(graph: Graph): readonly string[] {
  const known = new Map<string, readonly string[]>();
  const from = (node: string): readonly string[] => {
    const path = known.get(node);
    if (path !== undefined) return path;
    let longest: readonly string[] = [];
    for (const next of graph.get(node) ?? []) if (from(next).length > longest.length) longest = from(next);
    const found = [node, ...longest];
    known.set(node, found);
    return found;
  };
  return [...graph.keys()].map(from).reduce((best, path) => (path.length > best.length ? path : best), []);
}
