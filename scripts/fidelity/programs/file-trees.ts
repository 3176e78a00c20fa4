import fs, { promises } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { called, outcomeOf, type Program, said } from '../program.ts';
import { callIn, plain, programs } from './file-fixtures.ts';

type Log = (line: string) => void;

/** Names that one read of a directory brings in several. */
function fill(dir: string, count: number): void {
  for (let i = 0; i < count; i++) fs.writeFileSync(join(dir, `f${i}`), '');
}

/** A real file system gives names in an order of its own. */
async function namesIn(entries: AsyncIterable<fs.Dirent>, dir: string): Promise<string> {
  const names: string[] = [];
  for await (const { parentPath, name } of entries) names.push(`${parentPath.replace(dir, '.')}/${name}`);
  return names.sort().join(' ');
}

function allOf(dir: fs.Dir): string {
  const names: string[] = [];
  for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) names.push(plain(entry));
  dir.closeSync();
  return names.sort().join(' ');
}

/** What one folder with nothing but this in it gives is the same everywhere. */
const dirs = programs('fs.Dir', {
  'iterated over': async ({ dir, log }) => log(await namesIn(await promises.opendir(dir), dir)),
  'iterated over, recursive': async ({ dir, log }) => {
    log(await namesIn(await promises.opendir(dir, { recursive: true }), dir));
  },
  'recursive, by one entry at a time, several below': async ({ dir, log }, at) => {
    fill(at('folder'), 3);
    const names = await namesIn(await promises.opendir(dir, { recursive: true, bufferSize: 1 }), dir);
    log(String(names.split(' ').length));
  },
  'left in the middle': async ({ log }, at) => {
    const dir = await promises.opendir(at('.'));
    for await (const _ of dir) break;
    log(await outcomeOf(() => dir.read()));
  },
  'read by promise': async ({ log }, at) => {
    const dir = await promises.opendir(at('folder'));
    log(`${plain(await dir.read())} ${await dir.read()} ${await dir.read()}`);
    log(await outcomeOf(() => dir.close()));
    log(await outcomeOf(() => dir.close()));
    log(await outcomeOf(() => dir.read()));
    log(dir.path);
  },
  'read by callback': async ({ log }, at) => {
    const [, opened] = await called((done) => fs.opendir(at('folder'), done));
    const dir = opened as fs.Dir;
    log((await called((done) => dir.read(done))).map(plain).join());
    log((await called((done) => dir.read(done))).map(plain).join());
    log((await called((done) => dir.close(done))).map(plain).join());
    log(said((await called((done) => dir.close(done)))[0]));
    log(await outcomeOf(() => called((done) => dir.read(done))));
  },
  'read at once': ({ log }, at) => log(allOf(fs.opendirSync(at('.')))),
  'of a folder that is a link': ({ log }, at) => {
    fs.symlinkSync('folder', at('way'));
    log(allOf(fs.opendirSync(at('way'))));
  },
  'closed twice at once': ({ log }, at) => {
    const dir = fs.opendirSync(at('folder'));
    dir.closeSync();
    for (const call of [() => dir.closeSync(), () => dir.readSync(), () => dir.read(() => {})]) logThrown(log, call);
  },
  'at once while a read is under way': async ({ log }, at) => {
    const dir = fs.opendirSync(at('folder'));
    const reading = dir.read();
    for (const call of [() => dir.readSync(), () => dir.closeSync()]) logThrown(log, call);
    log(plain(await reading));
    dir.closeSync();
  },
  'calls wait for each other': async ({ log }, at) => {
    const dir = fs.opendirSync(at('folder'));
    const reads = [1, 2, 3].map((n) => dir.read().then((entry) => log(`${n} ${entry?.name}`)));
    const close = dir.close().then(() => log('closed'));
    await Promise.all([...reads, close]);
  },
  'a read that has its entry is answered in the same turn': async ({ log }, at) => {
    fill(at('bare'), 2);
    const dir = fs.opendirSync(at('bare'));
    await dir.read();
    setImmediate(() => log('immediate'));
    const asked = called((done) => dir.read(done)).then(() => log('read'));
    log('asked');
    await asked;
    await new Promise((resolve) => setImmediate(resolve));
    dir.closeSync();
  },
  'what comes after the names were read is not seen': async ({ log }, at) => {
    fill(at('bare'), 3);
    const dir = fs.opendirSync(at('bare'), { bufferSize: 2 });
    const first = dir.readSync()?.name;
    for (const name of ['f0', 'f1', 'f2']) if (name !== first) fs.unlinkSync(at(`bare/${name}`));
    log(String([dir.readSync() !== null, dir.readSync() !== null]));
    dir.closeSync();
    if (first !== undefined) fs.unlinkSync(at(`bare/${first}`));
  },
  'of a folder that was removed': ({ log }, at) => {
    const dir = fs.opendirSync(at('bare'));
    fs.rmdirSync(at('bare'));
    log(String(dir.readSync()));
    dir.closeSync();
  },
  'names as bytes and in hex': async ({ log }, at) => {
    log(plain((await promises.opendir(at('folder'), { encoding: 'buffer' as never }).then((dir) => dir.read()))?.name));
    log(plain((await promises.opendir(at('folder'), 'hex' as never).then((dir) => dir.read()))?.name));
  },
  'by a path of bytes': ({ log }, at) => {
    const dir = fs.opendirSync(Buffer.from(at('folder')) as never);
    log(`${Buffer.isBuffer(dir.path)} ${Buffer.isBuffer(dir.readSync()?.parentPath)}`);
    dir.closeSync();
  },
  'sizes that there are not': ({ log }, at) => {
    for (const bufferSize of [0, -1, 1.5, 'x', null]) {
      logThrown(log, () => fs.opendirSync(at('folder'), { bufferSize: bufferSize as number }).closeSync());
    }
  },
  'sizes that there are not, by promise': async ({ log }, at) => {
    const uncaught = (error: Error): void => log(`uncaught ${said(error)}`);
    process.on('uncaughtException', uncaught);
    promises.opendir(at('folder'), { bufferSize: 0 }).catch((error) => log(`rejected ${said(error)}`));
    await sleep(5);
    process.removeListener('uncaughtException', uncaught);
  },
  'a callback that is none': ({ log }, at) => {
    const dir = fs.opendirSync(at('folder'));
    for (const call of [() => dir.read(5 as never), () => dir.close(5 as never)]) logThrown(log, call);
    dir.closeSync();
  },
  'what it is': ({ log }, at) => {
    const dir = fs.opendirSync(at('folder'));
    log(`${dir instanceof fs.Dir} ${dir.constructor.name} ${Symbol.asyncDispose in dir}`);
    dir.closeSync();
  },
  'disposed of': async ({ log }, at) => {
    const dir = fs.opendirSync(at('folder')) as fs.Dir & Partial<AsyncDisposable>;
    await dir[Symbol.asyncDispose]?.();
    logThrown(log, () => dir.closeSync());
  },
});

const sizes = programs('fs.statfs', {
  'what it is made of': async ({ dir, log }) => {
    for (const options of [undefined, { bigint: true }]) {
      const found = await promises.statfs(dir, options);
      log(`${found.constructor.name} ${Object.keys(found)} ${typeof found.bfree}`);
    }
  },
});

/** Which folder is read next; the names in one have an order that is the file system's own. */
const orders = programs('fs.readdir, recursive', {
  'which folder comes next': async ({ dir, log }) => {
    for (const path of ['t/a/x', 't/a/y', 't/b/z', 't/b/w']) fs.mkdirSync(join(dir, path), { recursive: true });
    const root = join(dir, 't');
    for (const form of ['promise', 'sync', 'callback'] as const) {
      const names = (await callIn(form, 'readdir', [root, { recursive: true }])) as string[];
      // Depth first or breadth first, and in the order of the folders above or against it.
      const [first] = names;
      const below = names.slice(2).map((name) => (name.startsWith(`${first}/`) ? 'first' : 'last'));
      log(below.join(' '));
    }
  },
});

const times = programs('fs.utimes', {
  'times that are cut, negative, digits': ({ log }, at) => {
    for (const time of [1.5, 1e-7, 1234.567891, '-1', new Date(-1500), new Date(1.5)]) {
      fs.utimesSync(at('file'), time, time);
      const { mtimeNs } = fs.statSync(at('file'), { bigint: true });
      log(`${mtimeNs} ${fs.statSync(at('file')).mtimeMs} ${fs.statSync(at('file')).atimeMs}`);
    }
  },
  now: async ({ log }, at) => {
    const before = Date.now() - 1;
    for (const time of [-1, -5.5]) {
      await promises.utimes(at('file'), time, time);
      const { mtimeMs } = await promises.stat(at('file'));
      log(String(mtimeMs >= before && mtimeMs <= Date.now() + 1));
    }
  },
});

function logThrown(log: Log, call: () => unknown): void {
  try {
    log(said(call()));
  } catch (error) {
    log(`throws ${said(error)}`);
  }
}

export const FILE_TREES: readonly Program[] = [...dirs, ...sizes, ...orders, ...times];
