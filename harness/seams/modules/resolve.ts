import { realpathSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, isAbsolute, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exported, internal, manifestAbove, manifestIn } from './package-exports.ts';

/** As `import` or `require` in the file `from` finds it: a path, or the name of a builtin with `node:`. Throws as they do. */
export function resolveModule(specifier: string, from: string, by: 'import' | 'require'): string {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return realpathSync(by === 'import' ? imported(specifier, from) : required(specifier, from));
}

function required(specifier: string, from: string): string {
  try {
    return createRequire(from).resolve(specifier);
  } catch (error) {
    // Of TypeScript that a loader would have translated.
    const path = isRelative(specifier) ? fileAt(resolvePath(dirname(from), specifier)) : undefined;
    if (path === undefined) throw error;
    return path;
  }
}

function imported(specifier: string, from: string): string {
  const found = isRelative(specifier) ? fileAt(pathIn(specifier, from)) : byName(specifier, from);
  if (found !== undefined) return found;
  const what = isRelative(specifier) || specifier.startsWith('#') ? 'module' : 'package';
  throw Object.assign(new Error(`Cannot find ${what} '${specifier}' imported from ${from}`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}

function isRelative(specifier: string): boolean {
  return /^(?:\.{1,2}(?:\/|$)|file:)/.test(specifier) || isAbsolute(specifier);
}

function pathIn(specifier: string, from: string): string {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier.replace(/[?#].*/, ''));
  return resolvePath(dirname(from), decodeURI(specifier.replace(/[?#].*/, '')));
}

function byName(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('#')) return withImports(specifier, from);
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  const own = manifestAbove(from);
  if (own?.name === name && own.exports !== undefined) return exported(own, `.${rest}`);
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const found = manifestIn(join(folder, 'node_modules', name));
    if (found !== null) {
      if (found.exports !== undefined) return exported(found, `.${rest}`);
      return rest === '' ? mainOf(found.folder, found.main) : fileAt(join(found.folder, rest));
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function withImports(specifier: string, from: string): string | undefined {
  const own = manifestAbove(from);
  const target = own === null ? undefined : internal(own, specifier);
  return target === undefined || isAbsolute(target) ? target : byName(target, from);
}

function mainOf(folder: string, main: string | undefined): string | undefined {
  return (main === undefined ? undefined : fileAt(join(folder, main))) ?? fileAt(join(folder, 'index.js'));
}

/** What TypeScript means by `./other.js`. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const EXTENSIONS = ['.js', '.ts', '.tsx', '.mjs', '.cjs', '.json'];

/** The path itself; or what loaders and bundlers take it for: the source in TypeScript, an extension left out, a folder's index. */
function fileAt(path: string): string | undefined {
  if (isFile(path)) return path;
  const extension = extname(path);
  const sources = SOURCES[extension] ?? [];
  const candidates = [
    ...sources.map((source) => path.slice(0, -extension.length) + source),
    ...EXTENSIONS.map((each) => path + each),
    ...EXTENSIONS.map((each) => join(path, `index${each}`)),
  ];
  return candidates.find(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
