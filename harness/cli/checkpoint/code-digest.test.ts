import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type CodeDigest, digestCode } from './code-digest.ts';

const ENGINE = new URL('../../index.ts', import.meta.url).href;

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-digest-'));
  for (const [name, text] of Object.entries(FILES)) write(name, text);
  symlinkSync(join(folder, 'packages/linked'), join(folder, 'node_modules/linked'));
  return () => rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** A scenario in all the ways in which one depends on something. In double quotes what tidy.test.ts would take for ours. */
const FILES: Readonly<Record<string, string>> = {
  'scenario.ts': `
    import { defineScenario } from '${ENGINE}';
    import { readFileSync } from 'node:fs';
    import { direct } from './direct.ts';
    import type { Shape } from './types.ts';
    import installed from 'installed/deep/file.js';
    import { linked } from 'linked';
    export { again } from './again.js';
    // import './in-a-comment.ts';
    throw new Error('this is not run');
    const later = () => import("./later.mjs");
    const maybe = () => import("./not-there.ts");
    const data: Shape = readFileSync(new URL('./data.txt', import.meta.url));
    new Worker(new URL('./worker.js', import.meta.url));
    use(defineScenario, direct, installed, linked);
  `,
  'direct.ts': `import table from './table.json' with { type: 'json' }; export const direct = table;`,
  'table.json': '{"a":1}',
  'again.ts': 'export const again = 1;',
  'types.ts': 'export type Shape = unknown;',
  'in-a-comment.ts': '',
  'later.mjs': `export const native = () => require('./native.node');`,
  'native.node': '\u0000',
  'data.txt': 'one',
  'worker.ts': `import './of-worker.ts';`,
  'of-worker.ts': 'export {};',
  'node_modules/installed/package.json': '{"name":"installed","version":"1.0.0"}',
  'node_modules/installed/deep/file.js': '',
  'packages/linked/package.json': '{"name":"linked","version":"1.0.0"}',
  'packages/linked/index.js': '',
};

const digest = (): Promise<CodeDigest> => digestCode(join(folder, 'scenario.ts'), 'portfolio');

test('sees what is imported in whatever way, what is named in quotes, and packages, and runs nothing', async () => {
  const seen = await digest();
  expect(Object.keys(seen).sort()).toEqual(
    [
      ...['scenario.ts', 'direct.ts', 'table.json', 'again.ts', 'later.mjs', 'native.node'],
      ...['data.txt', 'worker.ts', 'of-worker.ts', 'types.ts', 'in-a-comment.ts'],
      ...['engine', 'package installed', 'package linked'],
    ].sort(),
  );
  expect(seen['package installed']).toBe('1.0.0');
  expect(await digest()).toEqual(seen);
});

test.each([
  ['scenario.ts', 'scenario.ts', `${FILES['scenario.ts']} `],
  ['an imported module', 'direct.ts', 'export const direct = 2;'],
  ['imported data', 'table.json', '{"a":2}'],
  ['a module that is imported as another ending', 'again.ts', 'export const again = 2;'],
  ['a module that is imported later', 'later.mjs', 'export {};'],
  ['a file that is no code', 'native.node', '\u0001'],
  ['data that is named in quotes', 'data.txt', 'two'],
  ['a worker', 'worker.ts', `import './of-worker.ts'; 2;`],
  ['what a worker imports', 'of-worker.ts', 'export const two = 2;'],
])('an edit of %s shows', async (_, name, text) => {
  const before = await digest();
  write(name, text);
  const after = await digest();
  expect(after[name]).not.toBe(before[name]);
});

test("a strategy of the user's is digested as the scenario is, apart from it", async () => {
  const before = await digestCode(join(folder, 'scenario.ts'), join(folder, 'worker.ts'));
  expect(before).toMatchObject({ ...(await digest()), 'strategy worker.ts': before['worker.ts'] });
  write('of-worker.ts', 'export const two = 2;');
  const after = await digestCode(join(folder, 'scenario.ts'), join(folder, 'worker.ts'));
  expect(after['strategy of-worker.ts']).not.toBe(before['strategy of-worker.ts']);
});

test('another version of a package shows, and an edit of a linked one', async () => {
  const before = await digest();
  write('node_modules/installed/package.json', '{"name":"installed","version":"1.0.1"}');
  write('packages/linked/index.js', 'export const linked = 2;');
  const after = await digest();
  expect(after['package installed']).toBe('1.0.1');
  expect(after['package linked']).not.toBe(before['package linked']);
});

test('code that cannot be parsed is refused in one line', async () => {
  write('direct.ts', 'export const = ;');
  await expect(digest()).rejects.toThrow(/^ERR_BAD_CHECKPOINT: [^\n]+cannot be bundled: [^\n]+direct\.ts[^\n]+$/);
});
