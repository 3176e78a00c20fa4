import fs, { promises } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { called, outcomeOf, type Program } from '../program.ts';
import { programs } from './file-fixtures.ts';

async function* slowly(...pieces: readonly unknown[]): AsyncGenerator<unknown> {
  for (const piece of pieces) {
    await sleep(1);
    yield piece;
  }
}

const text = (pieces: unknown): string => pieces as string;

const written = programs('writeFile of pieces', {
  'an array': (_place, at) => promises.writeFile(at('new'), ['a', 'b', 'c']),
  'bytes and text': (_place, at) => promises.writeFile(at('new'), text(['a', Buffer.from('b'), new Uint8Array([99])])),
  'text in an encoding': (_place, at) => promises.writeFile(at('new'), ['aGk=', 'aG8='], 'base64'),
  'an async generator': (_place, at) => promises.writeFile(at('file'), text(slowly('a', 'b'))),
  'a stream': (_place, at) => promises.writeFile(at('new'), Readable.from(['x', 'y'])),
  'a stream of the file itself': (_place, at) =>
    promises.writeFile(at('new'), fs.createReadStream(at('file'), { highWaterMark: 2 })),
  'nothing at all': (_place, at) => promises.writeFile(at('file'), []),
  'pieces of nothing': (_place, at) => promises.writeFile(at('file'), ['', 'x', '']),
  appended: (_place, at) => promises.appendFile(at('file'), text(slowly('!', '?'))),
  'in their order': async ({ log }, at) => {
    const said = function* (): Generator<string> {
      for (const piece of ['a', 'b']) {
        log(`asked for ${piece}, file is ${fs.readFileSync(at('file'), 'utf8')}`);
        yield piece;
      }
      log(`asked for more, file is ${fs.readFileSync(at('file'), 'utf8')}`);
    };
    await promises.writeFile(at('file'), said());
  },
  'that fail in the middle': async ({ log }, at) => {
    const failing = async function* (): AsyncGenerator<string> {
      yield 'a';
      throw new Error('no more');
    };
    log(await outcomeOf(() => promises.writeFile(at('file'), failing())));
  },
  'of which one is none': async ({ log }, at) => {
    const pieces = function* (): Generator<unknown> {
      try {
        yield 'a';
        yield 5;
      } finally {
        log('returned');
      }
    };
    log(await outcomeOf(() => promises.writeFile(at('file'), text(pieces()))));
  },
  'into nothing': async ({ log }, at) => {
    const pieces = function* (): Generator<string> {
      log('asked');
      yield 'a';
    };
    log(await outcomeOf(() => promises.writeFile(at('missing/x'), pieces())));
  },
  'aborted before': async ({ log }, at) => {
    log(await outcomeOf(() => promises.writeFile(at('file'), ['a'], { signal: AbortSignal.abort() })));
  },
  'aborted in the middle': async ({ log }, at) => {
    const ending = new AbortController();
    const pieces = function* (): Generator<string> {
      yield 'a';
      ending.abort();
      yield 'b';
    };
    log(await outcomeOf(() => promises.writeFile(at('file'), pieces(), { signal: ending.signal })));
  },
  'exclusively, flushed, with a mode': async ({ log }, at) => {
    log(await outcomeOf(() => promises.writeFile(at('file'), ['a'], { flag: 'wx' })));
    await promises.writeFile(at('new'), ['a'], { flush: true, mode: 0o600 });
    log((fs.statSync(at('new')).mode & 0o777).toString(8));
  },
  'by callback and at once': async ({ log }, at) => {
    log(await outcomeOf(() => called((done) => fs.writeFile(at('file'), text(['a']), done))));
    log(await outcomeOf(() => fs.writeFileSync(at('file'), text(['a']))));
  },
  'to a handle': async ({ log }, at) => {
    const handle = await promises.open(at('file'), 'r+');
    await handle.writeFile(text(slowly('a', 'b')));
    await handle.appendFile(text(['c']));
    await promises.writeFile(handle, ['d']);
    const last = handle.writeFile(text(slowly('e')));
    const closing = handle.close().then(() => log('closed'));
    await last.then(() => log('written'));
    await closing;
    log(await outcomeOf(() => handle.writeFile(text(['f']))));
  },
});

const streamed = programs('FileHandle.readableWebStream', {
  'read to the end': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    for await (const chunk of handle.readableWebStream()) {
      log(`${chunk.constructor.name} ${Buffer.from(chunk as ArrayBuffer)}`);
    }
    log(String(handle.fd > 0));
    await handle.close();
  },
  'of bytes, into a buffer of its own': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    const reader = (handle.readableWebStream({ type: 'bytes' }) as ReadableStream).getReader({ mode: 'byob' });
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(3));
      log(`${value === undefined ? value : Buffer.from(value)} ${done}`);
      if (done) break;
    }
    await handle.close();
  },
  'one at a time': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    handle.readableWebStream({ type: 'bytes' });
    log(await outcomeOf(() => handle.readableWebStream()));
    const closing = handle.close();
    log(await outcomeOf(() => handle.readableWebStream()));
    await closing;
    log(await outcomeOf(() => handle.readableWebStream()));
  },
  cancelled: async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    await (handle.readableWebStream({ type: 'bytes' }) as ReadableStream).cancel();
    log(String(handle.fd > 0));
    await handle.close();
  },
  'closed while it reads': async ({ log }, at) => {
    const handle = await promises.open(at('file'));
    const reader = (handle.readableWebStream({ type: 'bytes' }) as ReadableStream).getReader();
    const reading = reader.read();
    const closing = handle.close().then(() => log('closed'));
    log(String((await reading).done));
    await closing;
  },
});

export const FILE_PIECES: readonly Program[] = [...written, ...streamed];
