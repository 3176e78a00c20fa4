import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SimProcess } from '../../engine/process.ts';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';

const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), 'copies-')));

/** What is on the real disk, by path in FOLDER. */
const FILES: Readonly<Record<string, string>> = {
  'package.json':
    '{ "type": "module", "name": "app", "exports": { "./own": "./counter.js" }, "imports": { "#in": "./in.js" } }',
  'counter.js': `import { step } from './step.ts';
    export let count = 0;
    export const bump = () => (count += step);
    export default class Counter {}
    export { bump as 'add one' };`,
  'step.ts': 'export const step: number = 1; export type { Nothing } from "./nowhere.ts";',
  'in.js': 'export const where = "in";',
  'circle-a.js': `import { b } from './circle-b.js';
    export function a() { return 'a'; }
    export const both = () => a() + b();`,
  'circle-b.js': `import { a } from './circle-a.js';
    export const b = () => 'b' + a();`,
  'old/package.json': '{}',
  'old/counter.js': `const { step } = require('./step');
    let count = 0;
    exports.bump = () => (count += step);
    exports.module = module;
    exports.same = () => require('./counter') === exports;
    exports.later = () => import('../count' + 'er.js');
    exports.self = this === exports;
    exports.cache = () => Object.keys(require.cache);`,
  'old/step.js': 'exports.step = 1',
  'old/function.js': 'module.exports = function lock() {}; module.exports.unlock = 1;',
  'old/marked.js': 'exports.__esModule = true; exports.default = "default";',
  'old/typed.ts': `import marked from './marked.js';
    import fs from 'node:fs';
    export const seen = [marked, typeof fs.readFileSync, typeof require];`,
  'old/unsaid.js': 'export const is = "esm";',
  'old/throws.js': 'globalThis.times = (globalThis.times ?? 0) + 1; throw new Error("no " + globalThis.times);',
  'esm-throws.js': 'globalThis.times = (globalThis.times ?? 0) + 1; throw new Error("no " + globalThis.times);',
  'all.js': `import marked from './old/marked.js';
    import lock, { unlock } from './old/function.js';
    import data from './data.json' with { type: 'json' };
    import * as counter from './counter.js';
    import { createRequire } from 'node:module';
    import * as fs from 'node:fs';
    import { dual } from 'dual';
    import { dual as deep } from 'dual/features/deep.js';
    import { where } from '#in';
    import { bump } from 'app/own';
    export * from './in.js';
    export const seen = {
      marked, lock: lock.name, unlock, data, dual, deep, where,
      keys: Object.keys(counter).sort(),
      isOne: bump === counter.bump,
      strict: (function () { return this === undefined; })(),
      none: typeof require,
      meta: [import.meta.url, import.meta.dirname, import.meta.resolve('./in.js')],
      required: createRequire(import.meta.url)('./old/counter.js'),
      dualRequired: createRequire(import.meta.url)('dual').dual,
      fs: typeof fs.default.open,
    };
    export const readLate = () => fs.readFileSync('/state', 'utf8');`,
  'data.json': '{ "a": [1] }',
  'awaits.js': 'export const x = await 1;',
  'broken.js': 'export const = 1;',
  'loads.js': `import { readFileSync } from 'node:fs';
    export const config = readFileSync('/config', 'utf8');
    export const { pid } = process;
    export let beats = 0;
    setInterval(() => beats++, 10).unref();
    export const onceAProcess = (globalThis[Symbol.for('raceline.test')] ??= { held: 0 });`,
  'node_modules/dual/package.json': `{ "exports": {
      ".": { "types": "./x.d.ts", "import": "./esm.mjs", "require": "./cjs.cjs" },
      "./features/*.js": [null, "./lib/*.mjs"], "./features/none.js": null } }`,
  'node_modules/dual/esm.mjs': 'export const dual = "esm";',
  'node_modules/dual/cjs.cjs': 'exports.dual = "cjs";',
  'node_modules/dual/lib/deep.mjs': 'export const dual = "deep";',
};

beforeAll(() => {
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(FOLDER, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

interface Counter {
  bump(): number;
}

/** What `body` gives, called in an actor of a process that may load copies. */
async function inProcess<T>(body: (process: SimProcess) => T): Promise<T> {
  const seen: T[] = [];
  const scenario = trial((env) => {
    env.disk.write('/state', 'simulated');
    const own = env.process('p');
    env.actor('a', own, () => void seen.push(body(own)));
  });
  const { leaks, actors } = await runOnce(scenario);
  const [state] = actors.map((actor) => actor.state);
  if (state?.kind === 'threw') throw state.error;
  expect(leaks).toEqual([]);
  return seen[0] as T;
}

const at = (name: string): string => join(FOLDER, name);

test.each(['counter.js', 'old/counter.js'])(
  'each process has its own variables of %s, new in each execution',
  async (name) => {
    const counts: string[] = [];
    const scenario = trial((env) => {
      const copies = ['a', 'b'].map((process) => env.process(process).load<Counter>(at(name)));
      const [a, b] = copies as [Counter, Counter];
      env.actor('a', env.process('c'), () => counts.push([a.bump(), a.bump(), b.bump()].join()));
    });
    await explore(scenario, 'only', { schedulesMax: 3 });
    expect(new Set(counts)).toEqual(new Set(['1,2,1']));
    expect(counts.length).toBeGreaterThan(1);
  },
);

test('a process has one instance of a module, by whatever name', async () => {
  const [same, url, late] = await inProcess((process) => {
    const first = process.load<Counter>(at('counter.js'));
    first.bump();
    const again = process.load<{ count: number }>(pathToFileURL(at('counter.js')));
    return [Object.is(first, again), again.count, process.load(at('old/counter.js'))] as const;
  });
  expect([same, url]).toEqual([true, 1]);
  const old = late as { same(): boolean; self: boolean; cache(): string[]; module: NodeModule };
  expect([old.same(), old.self, old.module.loaded, old.module.id]).toEqual([true, true, true, at('old/counter.js')]);
  expect(old.cache()).toContain(at('old/step.js'));
});

test('import in CommonJS gives the same copies', async () => {
  let imported: unknown;
  const scenario = trial((env) => {
    const own = env.process('p');
    env.actor('a', own, async () => {
      const esm = own.load(at('counter.js'));
      const { later } = own.load<{ later(): Promise<unknown> }>(at('old/counter.js'));
      imported = (await later()) === esm;
    });
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  expect(imported).toBe(true);
});

test('a copy sees of other modules what Node would show it', async () => {
  interface All {
    readonly seen: Record<string, unknown>;
    readLate(): string;
    readonly where: string;
  }
  const [seen, read] = await inProcess((process) => {
    const all = process.load<All>(at('all.js'));
    return [{ ...all.seen, star: all.where }, all.readLate()] as const;
  });
  expect(seen).toMatchObject({
    marked: { default: 'default' },
    lock: 'lock',
    unlock: 1,
    data: { a: [1] },
    dual: 'esm',
    deep: 'deep',
    dualRequired: 'cjs',
    where: 'in',
    star: 'in',
    keys: ['add one', 'bump', 'count', 'default'],
    isOne: true,
    strict: true,
    none: 'undefined',
    meta: [pathToFileURL(at('all.js')).href, FOLDER, pathToFileURL(at('in.js')).href],
    fs: 'function',
  });
  expect(read).toBe('simulated');
});

test('TypeScript outside of "type": "module" is what tsx makes of it, and JavaScript that exports is ESM', async () => {
  const seen = await inProcess((process) => [
    process.load(at('old/typed.ts')),
    process.load(at('old/unsaid.js')),
    process.load<{ both(): string }>(at('circle-a.js')).both(),
  ]);
  expect(seen).toEqual([{ seen: ['default', 'function', 'function'] }, { is: 'esm' }, 'aba']);
});

test('a module that throws throws: CommonJS is tried again, ESM is not', async () => {
  const twice = (name: string): Promise<string[]> =>
    inProcess((process) =>
      [1, 2].map(() => {
        try {
          return String(process.load(at(name)));
        } catch (error) {
          return (error as Error).message;
        }
      }),
    );
  expect(await twice('old/throws.js')).toEqual(['no 1', 'no 2']);
  expect(await twice('esm-throws.js')).toEqual(['no 1', 'no 1']);
  expect('times' in globalThis).toBe(false);
});

test('what a module does as it loads is its process: files, pid, timers, what is there once a process', async () => {
  interface Loaded {
    readonly config: string;
    readonly pid: number;
    readonly beats: number;
    readonly onceAProcess: { held: number };
  }
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    env.disk.write('/config', 'text');
    const [a, b] = [env.process('a', { pid: 41 }), env.process('b', { pid: 42 })];
    const [inA, inB] = [a.load<Loaded>(at('loads.js')), b.load<Loaded>(at('loads.js'))];
    inA.onceAProcess.held++;
    env.actor('waits', a, async () => {
      await new Promise((resolve) => setTimeout(resolve, 35));
      seen.push([inA.config, inA.pid, inA.beats, Reflect.get(globalThis, Symbol.for('raceline.test'))]);
    });
    env.actor('other', b, () => {
      seen.push([inB.pid, Reflect.get(globalThis, Symbol.for('raceline.test')), inA.onceAProcess === inB.onceAProcess]);
    });
  });
  const { leaks, events } = await runOnce(scenario);
  expect(leaks).toEqual([]);
  expect(seen).toEqual(
    expect.arrayContaining([
      ['text', 41, 3, { held: 1 }],
      [42, { held: 0 }, false],
    ]),
  );
  expect(Reflect.has(globalThis, Symbol.for('raceline.test'))).toBe(false);
  expect(events.some(({ actor }) => actor === 'a loads')).toBe(true);
});

test.each([
  ['awaits.js', /awaits at its top level/],
  ['broken.js', /broken\.js: Expected identifier/],
  ['missing.js', /Cannot find module/],
  ['../../nowhere/none', /Cannot find module/],
])('%s cannot be copied, and says why', async (name, says) => {
  await expect(inProcess((process) => process.load(at(name)))).rejects.toThrow(says);
});

test('a specifier means what it means in the file that calls', async () => {
  const { lock } = await inProcess((process) => process.load<{ lock: unknown }>('proper-lockfile'));
  expect(typeof lock).toBe('function');
  const { seamsOf } = { seamsOf: inProcess((process) => process.load('../install.ts')) };
  await expect(seamsOf).rejects.toThrow('imports Raceline, of which there is one');
});

test.each(['yargs', 'zod', 'piscina', 'msw', 'cli-table3', 'async-lock', 'write-file-atomic', 'fast-check'])(
  'the package %s loads as a copy, and exports what Node does',
  async (name) => {
    const real = Object.keys((await import(name)) as object).filter((key) => key !== 'module.exports');
    const copied = await inProcess((process) => Object.keys(process.load(name)));
    expect(copied).toEqual(expect.arrayContaining(real));
  },
);

test('what a package puts in the place of a function of Node, only its process has', async () => {
  const before = [process.cwd, process.emit, Reflect.get(process, 'reallyExit')];
  // signal-exit does, and graceful-fs.
  const isWrapped = (): boolean => String(process.emit).includes('originalProcessEmit');
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const a = env.process('a', { cwd: '/a' });
    env.disk.write('/state', '');
    const lockfile = a.load<{ lock(file: string): Promise<() => Promise<void>> }>('proper-lockfile');
    env.actor('a', a, async () => {
      const release = await lockfile.lock('/state');
      seen.push([process.cwd(), isWrapped()]);
      await release();
    });
    env.actor('b', env.process('b'), () => void seen.push([process.cwd(), isWrapped()]));
  });
  for (let i = 0; i < 3; i++) {
    seen.length = 0;
    expect((await runOnce(scenario)).leaks).toEqual([]);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['/a', true],
        ['/', false],
      ]),
    );
  }
  expect([process.cwd, process.emit, Reflect.get(process, 'reallyExit')]).toEqual(before);
});

test("with control: 'gates' nothing is copied", async () => {
  const scenario = trial((env) => env.process('p').load('proper-lockfile'), { control: 'gates' });
  await expect(runOnce(scenario)).rejects.toThrow(
    "process p was to load proper-lockfile: the scenario declares control: 'gates'",
  );
});
