import fs, { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { fileCalls, perform, plain, plainError } from '../../testing/files-comparison.ts';
import { trial } from '../../testing/trial.ts';

const SEQUENCES = 400;
const realRoot = mkdtempSync(join(tmpdir(), 'raceline-'));
afterAll(() => rmSync(realRoot, { recursive: true, force: true }));

/** Other systems word some errors in other ways; the simulated disk is Linux's everywhere. */
const isLinux = process.platform === 'linux';
let count = 0;

/** What `perform` gives on the real disk and on the simulated one, in a directory of the same path: errors contain it. */
async function onBoth(perform: (root: string) => Promise<unknown>): Promise<{ real: unknown; simulated: unknown }> {
  const root = join(realRoot, String(count++));
  mkdirSync(root);
  const real = await perform(root);
  let simulated: unknown;
  const { run } = await runOnce(
    trial((env) => {
      env.disk.mkdir(root);
      env.actor('a', env.process('p'), async () => {
        simulated = await perform(root);
      });
    }),
  );
  expect(run.violations).toEqual([]);
  return { real, simulated };
}

test.runIf(isLinux)(
  `the simulated disk answers ${SEQUENCES} random sequences of calls as the real one does`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fileCalls, async (calls) => {
        const { real, simulated } = await onBoth((root) => perform(calls, root));
        expect(simulated).toEqual(real);
      }),
      { numRuns: SEQUENCES, seed: 1 },
    );
  },
);

/** Calls `call` and says what came of it. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return plain(await call());
  } catch (error) {
    return plainError(error);
  }
}

type Step = (handle: FileHandle, root: string) => unknown;

/** One after the other on the same handle. */
const HANDLE_STEPS: readonly Step[] = [
  (handle) => handle.writeFile('hello world'),
  (handle) => handle.write('!!'),
  (handle) => handle.write(Buffer.from('HELLO'), 1, 3, 2),
  (handle) => handle.write(Buffer.from('ab'), { offset: 1, position: 0 } as never),
  (handle) => handle.writev([Buffer.from('12'), Buffer.from('3')], 4),
  (handle) => handle.read(Buffer.alloc(5, '.'), 1, 3, 0),
  (handle) => handle.read({ buffer: Buffer.alloc(4), position: 2 }),
  (handle) => handle.read({ buffer: Buffer.alloc(4) }),
  (handle) => handle.readv([Buffer.alloc(3), Buffer.alloc(20)], 1).then(({ bytesRead }) => bytesRead),
  (handle) => handle.truncate(6),
  (handle) => handle.readFile('utf8'),
  (handle) => handle.appendFile('tail'),
  (handle) => handle.stat(),
  (handle) => handle.chmod(0o600),
  (handle) => handle.utimes(5, 6),
  (handle) => handle.stat({ bigint: true }),
  (handle) => handle.sync(),
  (handle) => handle.datasync(),
  (handle) => handle.read(Buffer.alloc(2), 3, 1, 0),
  (handle) => handle.write(Buffer.alloc(2), 1, 5),
  (_handle, root) => readFile(`${root}/f`, 'latin1'),
  (handle) => readFile(handle, 'latin1'),
  (handle) => handle.close(),
  (handle) => handle.close(),
  (handle) => handle.read(),
  (handle) => handle.readFile(),
  (handle) => handle.fd,
];

test.runIf(isLinux)('file handles of the simulated disk answer as real ones do, for every way of opening', async () => {
  for (const flags of ['r', 'r+', 'w', 'w+', 'a', 'a+', 'wx', 'ax+']) {
    const { real, simulated } = await onBoth(async (root) => {
      if (!flags.includes('x')) await writeFile(`${root}/f`, 'before');
      const handle = await open(`${root}/f`, flags);
      const outcomes: unknown[] = [];
      for (const step of HANDLE_STEPS) outcomes.push(await outcome(() => step(handle, root)));
      return outcomes;
    });
    expect(simulated, flags).toEqual(real);
  }
});

/** Calls that the random sequences leave out, and arguments that Node refuses. */
const SINGLE_CALLS: readonly ((root: string) => unknown)[] = [
  (root) => fs.mkdirSync(`${root}/d/e/f`, { recursive: true }),
  (root) => fs.writeFileSync(`${root}/d/e/x`, 'text', { mode: 0o600 }),
  (root) => fs.readdirSync(root, { recursive: true }),
  (root) => fs.readdirSync(root, { recursive: true, withFileTypes: true }),
  (root) => fs.readdirSync(`${root}/d`, 'hex'),
  (root) => fs.promises.mkdtemp(`${root}/tmp-`).then((path) => path.length),
  (root) => fs.mkdtempSync(`${root}/none/tmp-`),
  (root) => fs.mkdtempSync(`${root}/d/`).length,
  (root) => fs.mkdirSync(`${root}/d/e/x/y/z`, { recursive: true }),
  (root) => fs.mkdirSync(`${root}/d/e/x`, { recursive: true }),
  (root) => fs.rmdirSync(root),
  (root) => fs.readFileSync(Buffer.from(`${root}/d/e/x`), 'utf8'),
  (root) => fs.readFileSync(pathToFileURL(`${root}/d/e/x`), 'base64'),
  (root) => fs.realpathSync.native(`${root}/d/../d/e`),
  (root) => fs.promises.realpath(`${root}/none`),
  (root) => fs.statSync(`${root}/none`, { throwIfNoEntry: false }),
  (root) => fs.statSync(`${root}/d/e/x/y`, { throwIfNoEntry: false }),
  (root) => fs.lstatSync(`${root}/none`),
  (root) => [fs.existsSync(`${root}/d`), fs.existsSync(`${root}/n`), fs.existsSync(7 as never)],
  () => fs.readFileSync(''),
  () => fs.readFileSync({} as never),
  () => fs.promises.readFile('a\0b'),
  () => fs.closeSync(9_999_999),
  () => fs.closeSync('x' as never),
  () => fs.fsyncSync(-1),
  (root) => fs.readFileSync(`${root}/d/e/x`, 'nonsense' as never),
  (root) => fs.openSync(`${root}/d/e/x`, 'nonsense'),
  (root) => fs.writeFileSync(`${root}/d/e/x`, 7 as never),
  (root) => fs.readFile(`${root}/d/e/x`, undefined as never),
  (root) => fs.promises.readFile(`${root}/d/e/x`, { signal: AbortSignal.abort() }),
  (root) => fs.promises.readFile(`${root}/d/e/x`, { signal: AbortSignal.abort('why') }).catch(({ cause }) => cause),
  (root) => fs.readdirSync(`${root}/${'x'.repeat(256)}`),
  (root) => fs.writeFileSync(`${root}/${'x'.repeat(256)}`, ''),
  (root) => fs.accessSync(`${root}/d/e/x`, fs.constants.X_OK),
  (root) => fs.rmSync(`${root}/d`),
  (root) => fs.rmSync(`${root}/none`),
  (root) => fs.rmSync(`${root}/none`, { force: true }),
  (root) => fs.promises.rm(`${root}/d`, { recursive: true }),
  (root) => fs.existsSync(`${root}/d`),
  (root) => fs.writeFileSync(`${root}/f`, 'before'),
  (root) => fs.utimesSync(`${root}/f`, true as never, 1),
  (root) => fs.promises.utimes(`${root}/f`, '7', 'soon'),
  (root) => onFile(root, (fd) => fs.writeSync(fd, Buffer.from('abc'), 4)),
  (root) => onFile(root, (fd) => fs.writeSync(fd, Buffer.from('abc'), 3)),
  (root) => onFile(root, (fd) => fs.writeSync(fd, Buffer.from('abc'), '1' as never)),
  (root) => onFile(root, (fd) => fs.writeSync(fd, Buffer.from('abc'), '9' as never)),
  (root) => onFile(root, (fd) => fs.readSync(fd, Buffer.alloc(3), '1' as never, 1, 0)),
  // A read takes a bigint for its position, and a write takes it for none.
  (root) => onFile(root, (fd) => [3n, 0n, 1n, -1n, -1n].map((position) => textAt(fd, position))),
  (root) => onFile(root, (fd) => fs.writeSync(fd, Buffer.from('XY'), 0, 1, 2n as never)),
  (root) => fs.readFileSync(`${root}/f`, 'utf8'),
  (root) => fs.chmodSync(`${root}/f`, 0o604),
  (root) => fs.copyFileSync(`${root}/f`, `${root}/copy`),
  (root) => [fs.readFileSync(`${root}/copy`, 'utf8'), fs.statSync(`${root}/copy`).mode],
  (root) => fs.copyFileSync(`${root}/f`, `${root}/copy`, fs.constants.COPYFILE_EXCL),
  () => fs.realpathSync('/'),
];

function onFile(root: string, use: (fd: number) => unknown): unknown {
  const fd = fs.openSync(`${root}/f`, 'r+');
  try {
    return use(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function textAt(fd: number, position: bigint): string {
  const bytes = Buffer.alloc(2);
  return bytes.toString('utf8', 0, fs.readSync(fd, bytes, 0, 2, position));
}

test.runIf(isLinux)(
  'odd calls and refused arguments have the same outcome on the simulated disk, down to the message',
  async () => {
    const { real, simulated } = await onBoth(async (root) => {
      const outcomes: unknown[] = [];
      for (const call of SINGLE_CALLS) outcomes.push([String(call), await outcome(() => call(root))]);
      return outcomes;
    });
    expect(simulated).toEqual(real);
  },
);
