import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesUnder } from '../../harness/testing/import-graph.ts';
import { ROOT } from '../nodes.ts';

/** What decides verdicts. */
export const FOLDERS: readonly string[] = ['engine', 'world', 'seams', 'strategies', 'shrink', 'run', 'explore'].map(
  (name) => `harness/${name}`,
);
/** Mutants that StrykerJS makes of a line that can be mutated, as found here: on average. */
const MUTANTS_A_LINE = 1.85;
/** Lines of each folder at least: the smallest has a hundredth of all, and would have none. */
const LINES_A_FOLDER_MIN = 8;

/** Lines on which something can be changed: what is typed or imported only has no effect. */
function linesOf(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return;
    const isChangeable =
      ts.isBinaryExpression(node) ||
      ts.isPrefixUnaryExpression(node) ||
      ts.isConditionalExpression(node) ||
      ts.isIfStatement(node) ||
      ts.isCallExpression(node) ||
      node.kind === ts.SyntaxKind.TrueKeyword ||
      node.kind === ts.SyntaxKind.FalseKeyword;
    if (isChangeable && isInFunction(node)) {
      lines.add(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...lines];
}

function isInFunction(node: ts.Node): boolean {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) if (ts.isFunctionLike(outer)) return true;
  return false;
}

/**
 * Lines with about so many mutants, as `file:line-line`. Each line has a rank of its own, by the seed and what it says: where others
 * change, what was drawn before is drawn again, and what was found out about it stays of use.
 */
export function draw(mutants: number, seed: number): string[] {
  const byFolder = FOLDERS.map((folder) => rankedLines(folder, seed));
  const chosen = inOrder(byFolder.flat()).slice(0, mutants / MUTANTS_A_LINE);
  const atLeast = byFolder.flatMap((lines) => inOrder(lines).slice(0, LINES_A_FOLDER_MIN));
  return [...new Set([...chosen, ...atLeast].map(({ range }) => range))];
}

interface RankedLine {
  range: string;
  rank: string;
}

function rankedLines(folder: string, seed: number): RankedLine[] {
  const files = filesUnder(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const texts = readFileSync(join(ROOT, file), 'utf8').split('\n');
    return linesOf(file).map((line) => ({
      range: `${file}:${line}-${line}`,
      rank: rankOf([seed, file, texts[line - 1]?.trim()]),
    }));
  });
}

const inOrder = (lines: readonly RankedLine[]): RankedLine[] => lines.toSorted((a, b) => (a.rank < b.rank ? -1 : 1));

function rankOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
