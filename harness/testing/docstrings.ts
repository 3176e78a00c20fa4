import ts from 'typescript';

// What the docstrings of published names say.

export interface Documented {
  readonly name: string;
  readonly isFunction: boolean;
  /** Its text, with that of `@throws`. */
  readonly says: string;
}

export function documented(exported: readonly ts.Symbol[], program: ts.Program): Documented[] {
  const checker = program.getTypeChecker();
  return [...new Set(exported)].map((symbol) => {
    const throws = symbol.getJsDocTags(checker).filter(({ name }) => name === 'throws');
    const parts = [symbol.getDocumentationComment(checker), ...throws.map(({ text }) => text)];
    const isFunction = (symbol.flags & ts.SymbolFlags.Function) !== 0;
    return { name: symbol.name, isFunction, says: parts.map((part) => ts.displayPartsToString(part)).join('\n') };
  });
}
