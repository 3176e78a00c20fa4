import ts from 'typescript';
import { declarationPath, ENTRIES } from './published-types.ts';

// What of the published declarations a user can name, and what else they speak of.

export interface Surface {
  /** Names by entry. */
  readonly exported: ReadonlyMap<string, readonly ts.Symbol[]>;
  /** Types, classes and constants of ours that an exported declaration leads to and no entry exports: `Env > Execution`. */
  readonly unnamed: readonly string[];
}

export function surfaceOf(program: ts.Program, files: ReadonlyMap<string, string>): Surface {
  const checker = program.getTypeChecker();
  const exported = new Map(ENTRIES.map((entry) => [entry, exportsOf(program, checker, entry)]));
  const paths = new Map([...exported.values()].flat().map((symbol) => [symbol, symbol.name]));
  const named = new Set(paths.keys());
  for (const [symbol, path] of paths) {
    for (const declaration of symbol.declarations ?? []) {
      for (const found of mentionedIn(declaration, checker)) {
        if (!paths.has(found) && isOurs(found, files)) paths.set(found, `${path} > ${found.name}`);
      }
    }
  }
  return { exported, unnamed: [...paths].filter(([symbol]) => !named.has(symbol)).map(([, path]) => path) };
}

function exportsOf(program: ts.Program, checker: ts.TypeChecker, entry: string): ts.Symbol[] {
  const source = program.getSourceFile(declarationPath(entry));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  // An entry without exports is no module: `raceline/register`.
  return module === undefined ? [] : checker.getExportsOfModule(module).map((symbol) => behind(symbol, checker));
}

function mentionedIn(declaration: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    if (symbol !== undefined) found.push(behind(symbol, checker));
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}

function behind(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Whether it is declared at the top level of one of our files; members and parameters are not. */
function isOurs(symbol: ts.Symbol, files: ReadonlyMap<string, string>): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return ts.isSourceFile(statement.parent) && files.has(statement.getSourceFile().fileName);
  });
}
