import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runAsHarness } from '../../engine/current-actor.ts';
import { RacelineError } from '../../engine/errors.ts';
import { HARNESS_FOLDER } from '../../engine/folders.ts';
import { notSettingUp } from '../../engine/leak-detector.ts';
import { builtinNamespace, moduleWith, namespaceOf, overlaidBuiltin } from './builtins.ts';
import { type Compiled, compiledModule } from './compile.ts';
import { resolveModule } from './resolve.ts';

const REAL_MODULE = 'node:module';
const NOTHING: readonly string[] = [];

/** `require` as CommonJS has it. */
interface Require {
  (specifier: string): unknown;
  resolve(specifier: string): string;
  readonly cache: object;
  readonly main: undefined;
}

/** What CommonJS calls `module`. */
class CopiedModule {
  exports: unknown = {};
  loaded = false;
  readonly children: readonly CopiedModule[] = [];
  readonly paths: readonly string[] = NOTHING;
  readonly id: string;
  readonly filename: string;
  readonly path: string;
  require: Require | null = null;
  readonly #compiled: Compiled;
  #namespace: object | null = null;
  /** An ESM module that threw throws the same ever after. */
  #thrown: { readonly error: unknown } | null = null;

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
    this.id = compiled.path;
    this.filename = compiled.path;
    this.path = dirname(compiled.path);
  }

  static compiledOf(module: CopiedModule): Compiled {
    return module.#compiled;
  }

  /** As `import` gives it, to a module that heeds `__esModule` or does not. */
  static namespaceOf(module: CopiedModule, heedsMark: boolean): unknown {
    const { exports } = module;
    const isNamespace = module.#compiled.isTranslated && module.#compiled.format !== 'commonjs';
    if (isNamespace || (heedsMark && isMarked(exports))) return exports;
    module.#namespace ??= namespaceOf(exports);
    return module.#namespace;
  }

  static failed(module: CopiedModule, error: unknown): void {
    if (module.#compiled.format !== 'commonjs') module.#thrown = { error };
  }

  static checkThrown(module: CopiedModule): void {
    if (module.#thrown !== null) throw module.#thrown.error;
  }
}
Object.defineProperty(CopiedModule, 'name', { value: 'Module' });

function isMarked(exports: unknown): boolean {
  return typeof exports === 'object' && exports !== null && Reflect.get(exports, '__esModule') === true;
}

/** The modules of one simulated process, as Node's loader would have them for it. */
export class ModuleCopies {
  /** By path; CommonJS knows it as `require.cache`. */
  private readonly cache: Record<string, CopiedModule | undefined> = Object.create(null);
  /** Node's own modules, each with what code of the process has put in the place of their functions. */
  private readonly builtins: Map<string, unknown> = new Map([
    ['node:module', moduleWith((from) => this.requireAt(pathOf(from)))],
  ]);

  private readonly namespaces: Map<string, object> = new Map();

  /** What `import(specifier)` in the file `from` gives, at once. */
  import(specifier: string, from: string): unknown {
    return this.namespace(found(specifier, from, 'import'), false);
  }

  private namespace(path: string, heedsMark: boolean): unknown {
    if (path === REAL_MODULE) return namespaceOf(this.builtin(path));
    if (path.startsWith('node:')) return this.builtinNamespace(path);
    return CopiedModule.namespaceOf(this.module(path), heedsMark);
  }

  private exports(path: string): unknown {
    return path.startsWith('node:') ? this.builtin(path) : this.module(path).exports;
  }

  private builtinNamespace(name: string): object {
    const known = this.namespaces.get(name) ?? builtinNamespace(name, () => this.builtin(name));
    this.namespaces.set(name, known);
    return known;
  }

  private builtin(name: string): unknown {
    const known = this.builtins.get(name);
    if (known !== undefined) return known;
    const made = overlaidBuiltin(name);
    this.builtins.set(name, made);
    return made;
  }

  private module(path: string): CopiedModule {
    const known = this.cache[path];
    if (known !== undefined) {
      CopiedModule.checkThrown(known);
      return known;
    }
    const module = new CopiedModule(asLoader(() => compiledModule(path)));
    this.cache[path] = module;
    try {
      this.evaluate(module);
      module.loaded = true;
    } catch (error) {
      if (CopiedModule.compiledOf(module).format === 'commonjs') delete this.cache[path];
      CopiedModule.failed(module, error);
      throw error;
    }
    return module;
  }

  private evaluate(module: CopiedModule): void {
    const compiled = CopiedModule.compiledOf(module);
    const { path, format, run, text } = compiled;
    if (format === 'json') module.exports = JSON.parse(text);
    else if (run === null) module.exports = asLoader(() => createRequire(path)(path)) as unknown;
    else {
      // ESM has none.
      const required = format === 'esm' ? undefined : this.requireOf(compiled);
      if (required !== undefined) module.require = required;
      const own = compiled.isTranslated ? this.importOf(compiled) : required;
      const { exports } = module;
      Reflect.apply(run, format === 'esm' ? undefined : exports, [
        exports,
        own,
        module,
        required,
        format === 'commonjs' ? undefined : this.metaOf(compiled),
        path,
        module.path,
      ]);
    }
  }

  private requireOf(compiled: Compiled): Require {
    const { path, required } = compiled;
    const resolve = (specifier: string): string => remembered(required, specifier, path, 'require');
    const require = (specifier: string): unknown => this.exports(resolve(specifier));
    return Object.assign(require, { resolve, cache: this.cache, main: undefined });
  }

  /** What `createRequire` makes for a file, which need not be there. */
  private requireAt(from: string): Require {
    const resolve = (specifier: string): string => found(specifier, from, 'require');
    const require = (specifier: string): unknown => this.exports(resolve(specifier));
    return Object.assign(require, { resolve, cache: this.cache, main: undefined });
  }

  private importOf({ path, imported, format }: Compiled): (specifier: unknown) => unknown {
    const heedsMark = format === 'mixed';
    return (specifier) => this.namespace(remembered(imported, String(specifier), path, 'import'), heedsMark);
  }

  private metaOf({ path, imported }: Compiled): object {
    const resolve = (specifier: string): string => {
      const target = remembered(imported, specifier, path, 'import');
      return target.startsWith('node:') ? target : pathToFileURL(target).href;
    };
    return { dirname: dirname(path), filename: path, url: pathToFileURL(path).href, resolve };
  }
}

function pathOf(from: string | URL): string {
  return String(from).startsWith('file:') ? fileURLToPath(from) : String(from);
}

/** Reads real files, and is nobody's doing. */
function asLoader<T>(call: () => T): T {
  let result: { readonly value: T } | undefined;
  notSettingUp(() => {
    result = runAsHarness(() => ({ value: call() }));
  });
  return (result as { readonly value: T }).value;
}

function remembered(known: Map<string, string>, specifier: string, from: string, by: 'import' | 'require'): string {
  const path = known.get(specifier);
  if (path !== undefined) return path;
  const resolved = found(specifier, from, by);
  known.set(specifier, resolved);
  return resolved;
}

const ENGINE = fileURLToPath(HARNESS_FOLDER);

function found(specifier: string, from: string, by: 'import' | 'require'): string {
  const path = asLoader(() => resolveModule(specifier, from, by));
  if (path.startsWith(ENGINE) && !path.includes('.test.')) {
    throw new RacelineError('ERR_USAGE', {
      what: `a simulated process was to load its own copy of ${specifier}`,
      why: `${from} imports Raceline, of which there is one`,
      next: 'Load the code under test alone, not what imports the harness.',
    });
  }
  return path;
}
