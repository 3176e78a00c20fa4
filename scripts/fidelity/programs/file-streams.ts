import fs, { promises } from 'node:fs';
import { pipeline, Readable, Transform } from 'node:stream';
import { finished, pipeline as piped } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { called, outcomeOf, type Program, said } from '../program.ts';
import { programs } from './file-fixtures.ts';

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

const streams = programs('fs streams', {
  'read whole': async ({ log }, at) => log(await textOf(fs.createReadStream(at('file')))),
  'read a part': async ({ log }, at) => log(await textOf(fs.createReadStream(at('file'), { start: 1, end: 3 }))),
  'read in small pieces': async ({ log }, at) => {
    for await (const chunk of fs.createReadStream(at('file'), { highWaterMark: 2, encoding: 'utf8' })) log(chunk);
  },
  'events of reading': async ({ log }, at) => {
    const stream = fs.createReadStream(at('file'));
    for (const name of ['open', 'ready', 'data', 'end', 'close']) stream.on(name, () => log(name));
    await finished(stream);
    await sleep(1);
  },
  'events of writing': async ({ log }, at) => {
    const stream = fs.createWriteStream(at('new'));
    for (const name of ['open', 'ready', 'finish', 'close']) stream.on(name, () => log(name));
    stream.end('text');
    await finished(stream);
    await sleep(1);
  },
  'read what there is not': async ({ log }, at) => {
    const stream = fs.createReadStream(at('missing'));
    for (const name of ['open', 'error', 'close']) stream.on(name, (error) => log(`${name} ${said(error)}`));
    await outcomeOf(() => finished(stream));
    await sleep(1);
  },
  'write into nothing': async ({ log }, at) => {
    const stream = fs.createWriteStream(at('missing/x'));
    log(await outcomeOf(() => finished(stream.end('x'))));
  },
  'write at the end': async ({ log }, at) => {
    const stream = fs.createWriteStream(at('file'), { flags: 'a' });
    stream.write(' and');
    stream.end(' more');
    await finished(stream);
    log(String(stream.bytesWritten));
  },
  'write in the middle': async (_place, at) => {
    const stream = fs.createWriteStream(at('file'), { flags: 'r+', start: 2 });
    await finished(stream.end('X'));
  },
  'destroyed while reading': async ({ log }, at) => {
    const stream = fs.createReadStream(at('file'));
    stream.on('close', () => log('close'));
    stream.destroy();
    log(await outcomeOf(() => finished(stream)));
    await sleep(2);
  },
  'destroyed with an error while writing': async ({ log }, at) => {
    const stream = fs.createWriteStream(at('new'));
    stream.on('error', (error) => log(said(error)));
    stream.write('x');
    stream.destroy(new Error('enough'));
    log(await outcomeOf(() => finished(stream)));
    await sleep(2);
  },
  'pipeline by callback': async ({ log }, at) => {
    const [error] = await called((done) =>
      pipeline(fs.createReadStream(at('file')), fs.createWriteStream(at('new')), done),
    );
    log(said(error));
  },
  'pipeline through a transform': async (_place, at) => {
    const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
    await piped(fs.createReadStream(at('file')), upper, fs.createWriteStream(at('new')));
  },
  'pipeline aborted': async ({ log }, at) => {
    const signal = AbortSignal.abort();
    const copy = piped(fs.createReadStream(at('file')), fs.createWriteStream(at('new')), { signal });
    log(await outcomeOf(() => copy));
    await sleep(2);
  },
  'from an iterable': async (_place, at) => piped(Readable.from(['a', 'b']), fs.createWriteStream(at('new'))),
  'a signal that aborts': async ({ log }, at) => {
    const ending = new AbortController();
    const stream = fs.createReadStream(at('file'), { signal: ending.signal });
    ending.abort();
    log(await outcomeOf(() => textOf(stream)));
  },
  'more data than the buffer takes': async ({ log }, at) => {
    const stream = fs.createWriteStream(at('new'), { highWaterMark: 3 });
    log(String(stream.write('abcdef')));
    await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
    log('drained');
    await finished(stream.end());
  },
});

const handles = programs('FileHandle', {
  'read and write': async ({ log }, at) => {
    const handle = await promises.open(at('file'), 'r+');
    log(said((await handle.read(Buffer.alloc(3), 0, 3, 1)).bytesRead));
    log(said((await handle.write('XY', 1)).bytesWritten));
    await handle.close();
  },
  readLines: async ({ log }, at) => {
    await promises.writeFile(at('lines'), 'a\nb\n');
    const handle = await promises.open(at('lines'));
    for await (const line of handle.readLines()) log(line);
  },
  'closed twice': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    log(await outcomeOf(() => handle.close()));
    log(await outcomeOf(() => handle.close()));
  },
  'used after its end': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    await handle.close();
    log(await outcomeOf(() => handle.readFile('utf8')));
    log(String(handle.fd));
  },
  'is an emitter': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    (handle as unknown as NodeJS.EventEmitter).on('close', () => log('close'));
    await handle.close();
  },
  'as the fd of a stream': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    log(await textOf(fs.createReadStream('', { fd: handle })));
  },
  'createReadStream and createWriteStream': async ({ log }, at) => {
    const from = await promises.open(at('file'));
    const to = await promises.open(at('new'), 'w');
    await piped(from.createReadStream(), to.createWriteStream());
    log(String([from.fd, to.fd]));
  },
  'appendFile, truncate, sync, datasync': async (_place, at) => {
    const handle = await promises.open(at('file'), 'r+');
    await handle.truncate(2);
    await handle.appendFile('Z');
    await handle.sync();
    await handle.datasync();
    await handle.close();
  },
  readableWebStream: async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    let text = '';
    for await (const chunk of handle.readableWebStream()) text += Buffer.from(chunk as Uint8Array).toString();
    log(text);
    await handle.close();
  },
  'writev and readv': async ({ log }, at) => {
    const handle = await promises.open(at('new'), 'w+');
    log(said((await handle.writev([Buffer.from('ab'), Buffer.from('cd')])).bytesWritten));
    const [first, second] = [Buffer.alloc(1), Buffer.alloc(9)];
    log(said((await handle.readv([first, second], 0)).bytesRead));
    await handle.close();
  },
  'stat and chmod': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    await handle.chmod(0o600);
    log(((await handle.stat()).mode & 0o777).toString(8));
    await handle.close();
  },
  'async disposal': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    await handle[Symbol.asyncDispose]();
    log(String(handle.fd));
  },
});

const more = programs('more of fs', {
  'opendir and read': async ({ log }, at) => {
    const folder = await promises.opendir(at('folder'));
    for await (const entry of folder) log(`${entry.name} ${entry.isFile()}`);
  },
  'writeFile of an iterable': async ({ log }, at) => {
    log(await outcomeOf(() => promises.writeFile(at('new'), ['a', 'b'])));
  },
  'writeFile of a stream': async ({ log }, at) => {
    log(await outcomeOf(() => promises.writeFile(at('new'), Readable.from(['a', 'b']))));
  },
  'truncate of a descriptor': async ({ log }, at) => {
    const fd = fs.openSync(at('file'), 'r+');
    log(await outcomeOf(() => fs.ftruncateSync(fd, 2)));
    fs.closeSync(fd);
  },
  'watchFile and unwatchFile': async ({ log }, at) => {
    log(await outcomeOf(() => fs.watchFile(at('file'), () => {}).constructor.name));
    fs.unwatchFile(at('file'));
  },
  'watch and a change': async ({ log }, at) => {
    const watcher = fs.watch(at('file'), (kind) => log(kind));
    await sleep(1);
    fs.appendFileSync(at('file'), '!');
    await sleep(20);
    watcher.close();
  },
  openAsBlob: async ({ log }, at) => log(await (await fs.openAsBlob(at('file'))).text()),
  'statfs has blocks': async ({ log }, at) => log(String((await promises.statfs(at('.'))).blocks > 0)),
  'utimes sets times': async ({ log }, at) => {
    await promises.utimes(at('file'), 1, 2.5);
    const { atimeMs, mtimeMs } = await promises.stat(at('file'));
    log(`${atimeMs} ${mtimeMs}`);
  },
  'utimes of dates and text': async ({ log }, at) => {
    await promises.utimes(at('file'), new Date(5_000), '7');
    const { atimeMs, mtimeMs } = await promises.stat(at('file'));
    log(`${atimeMs} ${mtimeMs}`);
  },
  'a write changes mtime': async ({ log }, at) => {
    const before = (await promises.stat(at('file'))).mtimeMs;
    await sleep(20);
    await promises.appendFile(at('file'), 'x');
    log(String((await promises.stat(at('file'))).mtimeMs > before));
  },
  'reading a folder by descriptor': async ({ log }, at) => {
    const fd = fs.openSync(at('folder'), 'r');
    log(await outcomeOf(() => fs.readFileSync(fd)));
    fs.closeSync(fd);
  },
  'an open file that was removed': async ({ log }, at) => {
    const fd = fs.openSync(at('file'), 'r');
    fs.unlinkSync(at('file'));
    log(fs.readFileSync(fd, 'utf8'));
    fs.closeSync(fd);
  },
  'hard links share their bytes': async ({ log }, at) => {
    fs.linkSync(at('file'), at('second'));
    fs.appendFileSync(at('second'), '!');
    log(`${fs.readFileSync(at('file'), 'utf8')} ${fs.statSync(at('file')).nlink}`);
  },
  existsSync: ({ log }, at) => log(['file', 'missing', 'dangling', 'folder'].map((n) => fs.existsSync(at(n))).join()),
  'a file URL': async ({ log }, at) => log(await promises.readFile(new URL(`file://${at('file')}`), 'utf8')),
  'a path of bytes': async ({ log }, at) => log(await promises.readFile(Buffer.from(at('file')), 'utf8')),
  'a relative link': async ({ log }, at) => log(await promises.realpath(at('link'))),
  'mkdtemp makes a folder': async ({ log }, at) => {
    const made = await promises.mkdtemp(at('temp-'));
    log(`${made.length - at('temp-').length} ${fs.statSync(made).isDirectory()}`);
    fs.rmdirSync(made);
  },
  'mkdtemp without a prefix': async ({ log }) => {
    const makers = {
      promise: () => promises.mkdtemp(''),
      callback: () => promisify(fs.mkdtemp)(''),
      sync: async () => fs.mkdtempSync(''),
    };
    for (const [form, make] of Object.entries(makers)) {
      const made = await make().catch((error: NodeJS.ErrnoException) => error);
      if (made instanceof Error) log(`${form}: ${made.code} ${made.message} ${made.path}`);
      else {
        log(`${form}: ${made.length} ${fs.statSync(made).isDirectory()}`);
        fs.rmdirSync(made);
      }
    }
  },
  'rmSync of a path that ends in a dot': async ({ log }, at) => {
    fs.writeFileSync(at('folder/x'), '');
    log(await outcomeOf(() => fs.rmSync(`${at('folder')}/.`, { recursive: true })));
    log(fs.readdirSync(at('folder')).join());
  },
  'mkdir recursive tells the first': async ({ log }, at) =>
    log(said(await promises.mkdir(at('x/y/z'), { recursive: true }))),
  'a read position of its own': ({ log }, at) => {
    const fd = fs.openSync(at('file'), 'r');
    const bytes = Buffer.alloc(2);
    fs.readSync(fd, bytes);
    fs.readSync(fd, bytes);
    log(String(bytes));
    fs.closeSync(fd);
  },
  'a descriptor that is closed': async ({ log }, at) => {
    const fd = fs.openSync(at('file'), 'r');
    fs.closeSync(fd);
    log(await outcomeOf(() => fs.readSync(fd, Buffer.alloc(1))));
    log(await outcomeOf(() => called((done) => fs.close(fd, done))));
  },
});

export const FILE_STREAMS: readonly Program[] = [...streams, ...handles, ...more];
