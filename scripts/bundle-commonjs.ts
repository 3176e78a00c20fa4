// Part of `npm run build`: the library once more as CommonJS, for jest, which has a module system of its own and no `require` of ES
// modules on most versions of Node. Node itself, which has, is given the ES modules either way (the condition `module-sync`): a program
// would otherwise have two engines, one for `import` and one for `require`.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** Where it lies in `dist`: somewhere below `harness`, from where the engine finds its other parts. */
const FOLDER = 'harness/commonjs';
/** Entries that are parts of one engine, in one file. */
const OF_ENGINE = ['index', 'oracle', 'strategy'] as const;
/** What `raceline/test` loads for a scenario object only. */
const LATER = 'in-this-thread';

const HEAD = "const urlOfThisFile = require('node:url').pathToFileURL(__filename).href;";

/** `root`: of the sources; `dist`: where the compiler has put declarations. */
export async function bundleCommonJs(root: string, dist: string, engine: BuildOptions): Promise<void> {
  const outdir = join(dist, FOLDER);
  const common: BuildOptions = {
    ...engine,
    splitting: false,
    format: 'cjs',
    outdir,
    banner: { js: HEAD },
    define: { 'import.meta.url': 'urlOfThisFile' },
    // jest cannot `import()` from CommonJS.
    supported: { 'dynamic-import': false },
  };
  const source = [
    ...OF_ENGINE.map((name) => `export * as ${name} from './harness/${name}.ts';`),
    `export * as later from './harness/expect/${LATER}.ts';`,
    "export { installSeams } from './harness/seams/install.ts';",
  ].join('\n');
  await build({
    ...common,
    stdin: { contents: source, resolveDir: root, sourcefile: 'engine.ts' },
    outdir,
    entryNames: 'engine',
  });
  await build({ ...common, entryPoints: { test: join(root, 'harness/test.ts') }, plugins: [loadsLater] });
  const stubs: Readonly<Record<string, string>> = {
    ...Object.fromEntries(OF_ENGINE.map((name) => [name, `module.exports = require('./engine.js').${name};`])),
    [LATER]: "module.exports = require('./engine.js').later;",
    register: "require('./engine.js').installSeams();",
    report: '',
  };
  for (const [name, code] of Object.entries(stubs)) writeFileSync(join(outdir, `${name}.js`), `${code}\n`);
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  copyDeclarations(dist, join(outdir, 'types'));
}

const loadsLater: Plugin = {
  name: 'loads later',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/${LATER}\\.ts$`) }, () => ({ path: `./${LATER}.js`, external: true }));
  },
};

/** Beside a package.json that says CommonJS the same declarations are of CommonJS. */
function copyDeclarations(dist: string, types: string): void {
  const files = new Set(
    [...OF_ENGINE, 'test', 'register', 'report'].map((name) => join(dist, 'harness', `${name}.d.ts`)),
  );
  for (const file of files) {
    const target = join(types, relative(dist, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
    // Examples in comments import too: what they name is not there.
    const named = [...readFileSync(file, 'utf8').matchAll(/(?:from |import |import\()'(\.[^']+)\.[jt]s'/g)];
    const paths = named.map(([, path = '']) => resolve(dirname(file), `${path}.d.ts`));
    for (const path of paths) if (existsSync(path)) files.add(path);
  }
}
