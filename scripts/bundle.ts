// Part of `npm run build`: puts the engine's two hundred modules into a few files. A command loads them twice, in its own
// thread and in each worker, and took a quarter longer to answer with one file a module. Packages stay packages, but for zod.
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HARNESS = join(ROOT, 'harness');
const ZOD = dirname(createRequire(import.meta.url).resolve('zod/package.json'));

/** What users import, and what worker threads begin with: they share all state, as modules do. */
const LIBRARY = ['index', 'oracle', 'strategy', 'report', 'register', 'vitest'];

const COMMON: BuildOptions = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  chunkNames: '[name]-[hash]',
  logLevel: 'warning',
};

/** `dist`: where the compiler has put declarations, and the catalogue file by file. */
export async function bundle(dist: string): Promise<void> {
  for (const folder of ['harness', 'reports']) removeModules(join(dist, folder));
  const entries = LIBRARY.map((name) => [name, join(HARNESS, `${name}.ts`)]);
  const worker = join(HARNESS, 'cli/workers/worker.ts');
  await build({
    ...COMMON,
    entryPoints: Object.fromEntries([...entries, ['worker', worker]]),
    outdir: join(dist, 'harness'),
    plugins: [catalogueAt('../scenarios/index.js'), zodWithin],
  });
  // Of the command's own thread, which shares nothing with those.
  await build({
    ...COMMON,
    entryPoints: { main: join(HARNESS, 'cli/main.ts') },
    outdir: join(dist, 'harness/cli'),
    plugins: [catalogueAt('../../scenarios/index.js'), zodWithin],
  });
  copyFileSync(join(ZOD, 'LICENSE'), join(dist, 'harness/zod-license.txt'));
}

/**
 * What is used of zod becomes part of the bundle: half of all the files that a command loaded were zod's, most of them
 * messages in the world's languages.
 */
const zodWithin: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'zod',
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: join(ZOD, 'index.js') }));
  },
};

/** Each scenario is loaded when it is asked for, and imports the engine as a user's does: it is no part of a bundle. */
function catalogueAt(path: string): NonNullable<BuildOptions['plugins']>[number] {
  return {
    name: 'catalogue',
    setup({ onResolve }) {
      onResolve({ filter: /\/scenarios\/index\.ts$/ }, () => ({ path, external: true }));
    },
  };
}

/** What the compiler has made of the same sources; their declarations stay. */
function removeModules(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.js(\.map)?$/.test(path)) rmSync(join(folder, path));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(join(ROOT, 'dist'));
