import ts from 'typescript';
import { text } from './import-graph.ts';

// How long files and functions are, by the TypeScript parser.

export interface Shape {
  /** Lines of each file, ascending; `path lines`. */
  readonly files: readonly Sized[];
  /** Lines of each function with a body in braces, from its name or parameters to its closing brace, ascending. */
  readonly functions: readonly Sized[];
  /** Lines that hold nothing but comment, as a part of those that are not blank. */
  readonly commentShare: number;
}

export interface Sized {
  readonly where: string;
  readonly lines: number;
}

export function shapeOf(paths: readonly string[]): Shape {
  const files: Sized[] = [];
  const functions: Sized[] = [];
  let [comments, filled] = [0, 0];
  for (const path of paths) {
    const source = ts.createSourceFile(path, text(path), ts.ScriptTarget.ES2023, true);
    const lines = source.text.trimEnd().split('\n');
    files.push({ where: path, lines: lines.length });
    functions.push(...functionsIn(source));
    filled += lines.filter((line) => line.trim() !== '').length;
    comments += lines.filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line)).length;
  }
  return { files: bySize(files), functions: bySize(functions), commentShare: comments / filled };
}

/** The size that this part of them does not exceed, 0 to 1. */
export function quantile(sorted: readonly Sized[], part: number): number {
  return sorted[Math.ceil(part * sorted.length) - 1]?.lines ?? 0;
}

function functionsIn(source: ts.SourceFile): Sized[] {
  const found: Sized[] = [];
  const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && ts.isBlock(node.body as ts.Node)) {
      const first = lineOf(node.getStart(source));
      found.push({ where: `${source.fileName}:${first + 1}`, lines: lineOf(node.end) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function bySize(sized: readonly Sized[]): Sized[] {
  return [...sized].sort((a, b) => a.lines - b.lines);
}
