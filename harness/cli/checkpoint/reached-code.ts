import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile, Plugin } from 'esbuild';

/** What a module reaches. Found by a bundler, which parses and runs nothing. */
export interface ReachedCode {
  /** Paths of the module itself, all that it imports in whatever way, and what these name in quotes. */
  readonly files: ReadonlySet<string>;
  /** Packages that these import, each with the folder of an importer. */
  readonly packages: ReadonlyMap<string, string>;
}

/** What a bundler parses. */
const CODE = /\.[cm]?[jt]sx?$/;
const PARSED = /\.(?:[cm]?[jt]sx?|json)$/;
/** A quoted relative path or file URL: of a worker that is started, or of data that is read. */
const QUOTED_PATH = /['"`]((?:\.{1,2}\/|file:\/\/|\/)[^'"`\n\s]+)['"`]/g;

/** `isOurs`: files that are not followed. Throws esbuild's BuildFailure for code that cannot be parsed. */
export async function reachedCode(
  entry: string,
  isOurs: (file: string) => boolean,
  filesMax: number,
): Promise<ReachedCode> {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  // A file that is only named in quotes may be code of its own right: it is an entry of the next round.
  for (let entries = [entry]; entries.length > 0 && files.size <= filesMax; ) {
    const { inputs } = await bundle(entries, isOurs);
    const found = new Set(entries);
    for (const [path, { imports }] of Object.entries(inputs)) {
      const file = resolve(path);
      found.add(file);
      for (const name of imports.flatMap(packagesOf)) packages.set(name, packages.get(name) ?? dirname(file));
    }
    const added = [...found].filter((file) => !files.has(file));
    for (const file of added) files.add(file);
    const named = added.filter((file) => PARSED.test(file)).flatMap(filesNamedIn);
    const next = new Set(named.filter((file) => !files.has(file) && !isOurs(file)));
    for (const file of next) if (!CODE.test(file)) files.add(file);
    entries = [...next].filter((file) => CODE.test(file));
  }
  return { files, packages };
}

/** Loaded here: most explorations write no checkpoint. */
async function bundle(entryPoints: string[], isOurs: (file: string) => boolean): Promise<Metafile> {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    metafile: true,
    write: false,
    outdir: 'out',
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [resolution(isOurs)],
  });
  return metafile;
}

/** Marks a resolution that is the plugin's own. */
const ASKED = Symbol('asked');

/** As a bundler resolves, but that a file URL is a path, and that what is not there is left to whoever runs the code. */
function resolution(isOurs: (file: string) => boolean): Plugin {
  return {
    name: 'reached-code',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === ASKED || kind === 'entry-point') return undefined;
        const named = path.startsWith('file:') ? fileURLToPath(path) : path;
        const found = await build.resolve(named, { importer, resolveDir, kind, pluginData: ASKED });
        const isLeft = found.errors.length > 0 || found.external || isOurs(found.path);
        return isLeft ? { path: named, external: true } : { path: found.path };
      });
      build.onLoad({ filter: /.*/ }, ({ path }) =>
        PARSED.test(path) ? undefined : { contents: '', loader: 'empty' as const },
      );
    },
  };
}

function packagesOf({ path, external }: Metafile['inputs'][string]['imports'][number]): string[] {
  if (external !== true || /^[./]/.test(path)) return [];
  const parts = path.split('/');
  const name = path.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  return name.includes(':') || builtinModules.includes(name) ? [] : [name];
}

function filesNamedIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(QUOTED_PATH)].flatMap(([, path = '']) => {
    const named = path.startsWith('file:') ? fileURLToPath(path) : resolve(dirname(file), path);
    // `./x.js` may be `x.ts`.
    const candidates = [named, named.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')];
    const found = candidates.find((each) => existsSync(each) && statSync(each).isFile());
    return found === undefined ? [] : [found];
  });
}
