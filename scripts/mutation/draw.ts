import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Random } from '../../harness/engine/random.ts';
import { filesUnder } from '../../harness/testing/import-graph.ts';
import { ROOT } from '../nodes.ts';

/** What decides verdicts. */
export const FOLDERS: readonly string[] = ['engine', 'world', 'seams', 'strategies', 'shrink', 'run', 'explore'].map(
  (name) => `harness/${name}`,
);
/** Mutants that StrykerJS makes of a line that can be mutated, as found here: a little fewer, so that no less than asked come. */
const MUTANTS_A_LINE = 1.4;

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

/** Lines with about so many mutants, as `file:line-line`: the same for one seed. */
export function draw(mutants: number, seed: number): string[] {
  const files = FOLDERS.flatMap(filesUnder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const lines = files.flatMap((file) => linesOf(file).map((line) => `${file}:${line}-${line}`));
  const random = new Random(seed);
  const drawn: string[] = [];
  while (drawn.length < mutants / MUTANTS_A_LINE && lines.length > 0) {
    drawn.push(...lines.splice(random.below(lines.length), 1));
  }
  return drawn;
}
