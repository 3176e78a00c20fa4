import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { compileFunction } from 'node:vm';
import type { Loader } from 'esbuild';
import { RacelineError } from '../../engine/errors.ts';
import { keepSourceMap, TRANSLATED_MARK } from '../../engine/translated.ts';
import { manifestAbove } from './package-exports.ts';

/** What a module's code is called with, in this order. ESM may have variables of the last two names. */
const ESM_PARAMETERS = ['exports', 'require', 'module', '__require', '__meta'];
const PARAMETERS = [...ESM_PARAMETERS, '__filename', '__dirname'];

/** A module whose code is compiled: once a thread, however many instances there are. */
export interface Compiled {
  readonly path: string;
  /**
   * `esm`: as Node takes it. `mixed`: TypeScript outside of "type": "module", whose imports of CommonJS heed `__esModule`. `addon`: machine
   * code, which a thread has once.
   */
  readonly format: 'commonjs' | 'esm' | 'mixed' | 'json' | 'addon';
  /** Null where there is none to run. */
  readonly run: ((...args: unknown[]) => void) | null;
  /** Of JSON. */
  readonly text: string;
  /** Its `import` is a call of a `require` that gives namespaces; what it calls `require` itself is another one. */
  readonly isTranslated: boolean;
  /** What its specifiers mean, as far as somebody has asked. */
  readonly imported: Map<string, string>;
  readonly required: Map<string, string>;
}

const compiled = new Map<string, Compiled>();

/** The module at this path. Throws what its code is wrong in. */
export function compiledModule(path: string): Compiled {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const made = compile(path);
  compiled.set(path, made);
  return made;
}

function compile(path: string): Compiled {
  const extension = extname(path);
  const parts = { path, run: null, text: '', isTranslated: false, imported: new Map(), required: new Map() };
  if (extension === '.node') return { ...parts, format: 'addon' };
  const text = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*/, '');
  if (extension === '.json') return { ...parts, format: 'json', text };
  const format = formatOf(path, extension);
  const plain = format === 'commonjs' && !IMPORTS.test(text) ? asCommonJs(text, path) : null;
  if (plain !== null) return { ...parts, format: 'commonjs', run: plain };
  // JavaScript that is no CommonJS after all, though nothing says so, Node takes for ESM.
  const found = format === 'commonjs' && isModule(text, path) ? 'esm' : format;
  const run = functionOf(translated(text, path, found), path + TRANSLATED_MARK, found);
  return { ...parts, format: found, run, isTranslated: true };
}

/** `import()` in CommonJS: a function that is compiled here may not have one of Node's. */
const IMPORTS = /\bimport\s*\(/;
const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
};

function formatOf(path: string, extension: string): 'commonjs' | 'esm' | 'mixed' {
  if (extension === '.mjs' || extension === '.mts') return 'esm';
  const isCommonJs = extension === '.cjs' || extension === '.cts' || manifestAbove(path)?.type !== 'module';
  if (!isCommonJs) return 'esm';
  return extension in LOADERS ? 'mixed' : 'commonjs';
}

function functionOf(code: string, filename: string, format?: string): (...args: unknown[]) => void {
  return compileFunction(code, format === 'esm' ? ESM_PARAMETERS : PARAMETERS, { filename }) as unknown as (
    ...args: unknown[]
  ) => void;
}

/** Null: it is something else. */
function asCommonJs(text: string, path: string): ((...args: unknown[]) => void) | null {
  try {
    return functionOf(text, path);
  } catch (error) {
    if (error instanceof SyntaxError && isModule(text, path)) return null;
    throw error;
  }
}

function isModule(text: string, path: string): boolean {
  try {
    functionOf(text.replace(/\bimport(?=\s*\()/g, '_import'), path);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && /import|export|await/.test(error.message);
  }
}

type Esbuild = typeof import('esbuild');
let esbuild: Esbuild | undefined;

/**
 * As a function body that takes what it imports from `require`. Node could import a module again by another address, but keeps every
 * one for ever, compiles each anew, and not at once; its `vm.SourceTextModule` is behind a flag.
 */
function translated(text: string, path: string, format: 'commonjs' | 'esm' | 'mixed'): string {
  esbuild ??= createRequire(import.meta.url)('esbuild') as Esbuild;
  try {
    const { code, map } = esbuild.transformSync(text, {
      loader: LOADERS[extname(path)] ?? 'js',
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      sourcefile: path,
      sourcemap: 'external',
      sourcesContent: false,
      define: { 'import.meta': '__meta', require: '__require' },
      supported: { 'dynamic-import': false },
      logLevel: 'silent',
    });
    keepSourceMap(path, map);
    // Whatever `require` gives here is a namespace already, and need not be copied into one.
    const bare = code.replace(/__toESM\((require\("(?:[^"\\\n]|\\.)*"\))(?:, 1)?\)/g, '$1');
    return format === 'esm' ? `"use strict";${bare}` : bare;
  } catch (error) {
    throw untranslatable(path, error);
  }
}

function untranslatable(path: string, error: unknown): unknown {
  const [first] = (error as { errors?: readonly { text: string }[] }).errors ?? [];
  if (first === undefined) return error;
  if (!first.text.startsWith('Top-level await')) return new SyntaxError(`${path}: ${first.text}`);
  return new RacelineError('ERR_USAGE', {
    what: `a simulated process was to load its own copy of ${path}`,
    why: 'the module awaits at its top level, and a copy is loaded at once',
    next: 'Import it in the scenario instead, which all processes then share, or move what it awaits into a function.',
  });
}
