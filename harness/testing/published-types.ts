import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { importsIn, importsOf, ROOT, text } from './import-graph.ts';

// The declarations that the package publishes, emitted in memory. Sources say all types of what they export
// (isolatedDeclarations), so each file's declarations can be emitted alone, in a tenth of the time of a build.

const { exports: published } = JSON.parse(text('package.json')) as {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
};

/** Sources of what a user can import, by the package's own word: `raceline/strategy` is harness/strategy.ts. */
export const ENTRIES: readonly string[] = Object.values(published).flatMap((target) =>
  typeof target === 'string' ? [] : filesOf(target.types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts')),
);

/** The files that a path with a `*` for one folder stands for; itself, if it has none. */
function filesOf(path: string): string[] {
  const [before = '', after] = path.split('*');
  if (after === undefined) return [path];
  const paths = readdirSync(join(ROOT, before)).map((name) => `${before}${name}${after}`);
  return paths.filter((each) => existsSync(join(ROOT, each)));
}

const build = ts.getParsedCommandLineOfConfigFile(
  join(ROOT, 'tsconfig.build.json'),
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  },
);
if (build === undefined) throw new Error('tsconfig.build.json was not found');

/** Options and root files of the build. */
export const BUILD: ts.ParsedCommandLine = build;

/** Sources that the build compiles: its roots, and whatever these import, types included. */
export function builtSources(): string[] {
  const files = new Set(BUILD.fileNames.map((path) => relative(ROOT, path)));
  for (const file of files) for (const { target, isOurs } of importsOf(file)) if (isOurs) files.add(target);
  return [...files];
}

/** Where the build puts the declarations of a source file: an absolute path. */
export function declarationPath(file: string): string {
  return join(ROOT, 'dist', file.replace(/\.ts$/, '.d.ts'));
}

/** Declarations of the entries and of all that these import, by path. */
export function declarations(): ReadonlyMap<string, string> {
  const emitted = new Map<string, string>();
  const files = new Set(ENTRIES);
  for (const file of files) {
    const { outputText } = ts.transpileDeclaration(text(file), { fileName: file, compilerOptions: BUILD.options });
    emitted.set(declarationPath(file), outputText);
    for (const { target, isOurs } of importsIn(outputText, file)) if (isOurs) files.add(target);
  }
  return emitted;
}

/** A program of files that exist in memory only, beside those on the disk. */
export function programOf(roots: readonly string[], files: ReadonlyMap<string, string>): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: false,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const folders = new Set([...files.keys()].flatMap((path) => [dirname(path)]));
  const { fileExists, readFile, directoryExists } = host;
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  host.directoryExists = (path) =>
    [...folders].some((folder) => folder.startsWith(path)) || directoryExists?.call(host, path) === true;
  host.getSourceFile = (path, language) => {
    const source = host.readFile(path);
    return source === undefined ? undefined : ts.createSourceFile(path, source, language);
  };
  return ts.createProgram(roots, options, host);
}
