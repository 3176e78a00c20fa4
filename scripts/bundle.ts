// Part of `npm run build`: puts the engine's two hundred modules into a few files, and those of each scenario. A command loads
// the engine twice, in its own thread and in each worker, and took a quarter longer to answer with one file a module; whoever
// compares loads a scenario in some hundred threads. Packages stay packages, but for a few.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { bundleCommonJs } from './bundle-commonjs.ts';
import { licensesOf } from './licenses.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HARNESS = join(ROOT, 'harness');
const SCENARIOS = join(ROOT, 'scenarios');

/** What users import, and what worker threads begin with: they share all state, as modules do. */
const LIBRARY = ['index', 'oracle', 'strategy', 'report', 'register', 'test', 'vitest'];

/** What scenarios use of packages of which they use little: happy-dom's window is 600 files, and msw brings graphql along. */
const USED: Readonly<Record<string, string>> = {
  'happy-dom': "export { Window } from 'happy-dom'",
  msw: "export { delay, HttpResponse, http } from 'msw'",
};
/** Below the engine's, where a timeline does not look for lines of the code under test. */
const PACKAGES = 'harness/packages';

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  chunkNames: '[name]-[hash]',
  logLevel: 'warning',
  metafile: true,
} as const satisfies BuildOptions;

/** Some packages are CommonJS, which asks for Node's own modules by `require`. */
const REQUIRE = {
  js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
};

/**
 * Parts of the engine: most of zod's files are messages in the world's languages, and every thread would read the clock, which is
 * CommonJS, twice as slowly.
 */
const WITHIN = ['zod', '@sinonjs/fake-timers'];
const ENGINE = {
  packages: 'bundle',
  external: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    (name) => !WITHIN.includes(name),
  ),
  banner: REQUIRE,
} as const satisfies BuildOptions;

/** `dist`: where the compiler has put declarations, and a module for each source. */
export async function bundle(dist: string): Promise<void> {
  for (const folder of ['harness', 'reports', 'src']) removeModules(join(dist, folder));
  const parts = [await bundleLibrary(dist), await bundleCommand(dist), await bundlePackages(dist)];
  await bundleScenarios(dist);
  await bundleCommonJs(ROOT, dist, { ...COMMON, ...ENGINE });
  writeFileSync(join(dist, PACKAGES, 'licenses.txt'), licensesOf(parts, ROOT));
}

async function bundleLibrary(dist: string): Promise<Metafile> {
  const entries = LIBRARY.map((name) => [name, join(HARNESS, `${name}.ts`)]);
  const worker = join(HARNESS, 'cli/workers/worker.ts');
  const { metafile } = await build({
    ...COMMON,
    ...ENGINE,
    entryPoints: Object.fromEntries([...entries, ['worker', worker]]),
    outdir: join(dist, 'harness'),
    plugins: [catalogueAt('../scenarios/index.js')],
  });
  return metafile;
}

/** The command's own thread, which shares nothing with those, and that of the process which explores for a test runner. */
async function bundleCommand(dist: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    ...ENGINE,
    entryPoints: { main: join(HARNESS, 'cli/main.ts'), host: join(HARNESS, 'expect/host.ts') },
    outdir: join(dist, 'harness/cli'),
    plugins: [catalogueAt('../../scenarios/index.js')],
  });
  return metafile;
}

async function bundlePackages(dist: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    packages: 'bundle',
    // Nobody reads them, and a thread that begins reads all of it.
    minifyWhitespace: true,
    entryPoints: Object.keys(USED).map((name) => ({ in: `used:${name}`, out: name })),
    outdir: join(dist, PACKAGES),
    banner: REQUIRE,
    plugins: [usedOfPackages],
  });
  return metafile;
}

/** Each scenario with the code under test is one module, and what several share: as deep as they, so that all find the engine. */
async function bundleScenarios(dist: string): Promise<void> {
  const entries = readdirSync(SCENARIOS).flatMap((name) => ['scenario', 'index'].map((file) => `${name}/${file}`));
  const found = entries.filter((path) => existsSync(join(SCENARIOS, `${path}.ts`)));
  const outdir = join(dist, 'scenarios');
  removeModules(outdir, (path) => path !== 'index.js');
  await build({
    ...COMMON,
    entryPoints: Object.fromEntries(found.map((path) => [path, join(SCENARIOS, `${path}.ts`)])),
    outdir,
    chunkNames: 'shared/[name]-[hash]',
    // Timelines name the lines of the code under test.
    sourcemap: true,
    sourcesContent: false,
    plugins: [publishedEngine, usedPackages],
  });
}

/** What this matches stays outside of the bundle, and is imported from where `pathOf` says. */
function outside(filter: RegExp, pathOf: (path: string) => string): Plugin {
  return {
    name: `outside ${filter}`,
    setup({ onResolve }) {
      onResolve({ filter }, ({ path }) => ({ path: pathOf(path), external: true }));
    },
  };
}

/** Each scenario is loaded when it is asked for, and imports the engine as a user's does: it is no part of the engine's bundle. */
function catalogueAt(place: string): Plugin {
  return outside(/\/scenarios\/index\.ts$/, () => place);
}

const publishedEngine = outside(/\/harness\/\w+\.ts$/, (path) =>
  path.replace(/^.*\/(harness\/\w+)\.ts$/, '../../$1.js'),
);

const usedPackages = outside(
  new RegExp(`^(${Object.keys(USED).join('|')})$`),
  (name) => `../../${PACKAGES}/${name}.js`,
);

const usedOfPackages: Plugin = {
  name: 'used of packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^used:/ }, ({ path }) => ({ path: path.slice('used:'.length), namespace: 'used' }));
    onLoad({ filter: /.*/, namespace: 'used' }, ({ path }) => ({ contents: USED[path] ?? '', resolveDir: ROOT }));
  },
};

/** What the compiler has made of the same sources; their declarations stay. */
function removeModules(folder: string, isOne: (path: string) => boolean = () => true): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.js(\.map)?$/.test(path) && isOne(path)) rmSync(join(folder, path));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(join(ROOT, 'dist'));
