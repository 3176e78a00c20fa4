import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import zlib from 'node:zlib';
import { outcomeOf, type Place, type Program, programs, said } from '../program.ts';

const TEXT = 'the same again and again, '.repeat(4_000);
/** What compresses to many pieces: digits of a product that never repeats soon. */
const NOISE = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, i) => (i * i * 2_654_435_761) >>> 13));

/** What a stream says of itself, in order. */
function tell(stream: zlib.Gzip | zlib.Gunzip, name: string, log: Place['log']): void {
  for (const event of ['finish', 'end', 'close', 'drain']) stream.on(event, () => log(`${name} ${event}`));
  stream.on('error', (error) => log(`${name} ${said(error)}`));
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const streams = programs('zlib streams', {
  'gzip, then gunzip': async ({ log }) => {
    const zipped = await bytesOf(Readable.from([TEXT]).pipe(zlib.createGzip()));
    log(`${zipped.length} bytes`);
    log(`${(await bytesOf(Readable.from([zipped]).pipe(zlib.createGunzip()))).toString() === TEXT}`);
  },
  'what comes out comes in pieces': async ({ log }) => {
    const gunzip = zlib.createGunzip();
    tell(gunzip, 'gunzip', log);
    gunzip.on('data', (chunk: Buffer) => log(`${chunk.length} bytes`));
    gunzip.end(zlib.gzipSync(TEXT));
    await once(gunzip, 'close');
  },
  'writes, their callbacks and the end': async ({ log }) => {
    const deflate = zlib.createDeflate();
    tell(deflate as unknown as zlib.Gzip, 'deflate', log);
    deflate.on('data', (chunk: Buffer) => log(`${chunk.length} bytes`));
    log(said(deflate.write('first', () => log('first written'))));
    log(said(deflate.write(NOISE, () => log('second written'))));
    deflate.end('last', () => log('ended'));
    log('all asked');
    await once(deflate, 'close');
    log(`${deflate.bytesWritten} bytes in`);
  },
  'flush in the middle': async ({ log }) => {
    const gzip = zlib.createGzip();
    gzip.on('data', (chunk: Buffer) => log(`${chunk.length} bytes`));
    gzip.write('first', () => log('written'));
    gzip.flush(() => log('flushed'));
    await once(gzip, 'data');
    await new Promise<void>((resolve) => gzip.flush(zlib.constants.Z_SYNC_FLUSH, () => resolve()));
    gzip.end('second');
    await once(gzip, 'end');
  },
  'params between two writes': async ({ log }) => {
    const deflate = zlib.createDeflate({ level: 1 });
    const chunks: Buffer[] = [];
    deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
    deflate.write(TEXT);
    await new Promise<void>((resolve) =>
      deflate.params(9, zlib.constants.Z_DEFAULT_STRATEGY, (...told: unknown[]) => {
        log(`params ${said(told)}`);
        resolve();
      }),
    );
    deflate.end(TEXT);
    await once(deflate, 'end');
    log(`${zlib.inflateSync(Buffer.concat(chunks)).toString() === TEXT + TEXT}`);
  },
  'what is no gzip': async ({ log }) => {
    const gunzip = zlib.createGunzip();
    tell(gunzip, 'gunzip', log);
    gunzip.write('no gzip at all', (error) => log(`written ${said(error)}`));
    log('asked');
    await once(gunzip, 'close');
  },
  'a gzip that ends too soon': async ({ log }) => {
    const gunzip = zlib.createGunzip();
    tell(gunzip, 'gunzip', log);
    gunzip.on('data', (chunk: Buffer) => log(`${chunk.length} bytes`));
    gunzip.end(zlib.gzipSync(TEXT).subarray(0, 40));
    await once(gunzip, 'close');
  },
  'one gzip after another': async ({ log }) => {
    const two = Buffer.concat([zlib.gzipSync('one '), zlib.gzipSync('two')]);
    log((await bytesOf(Readable.from([two]).pipe(zlib.createGunzip()))).toString());
  },
  'destroyed while it works': async ({ log }) => {
    const gzip = zlib.createGzip();
    tell(gzip, 'gzip', log);
    gzip.write(NOISE, (error) => log(`written ${said(error)}`));
    gzip.destroy();
    log('destroyed');
    await once(gzip, 'close');
    log(await outcomeOf(() => new Promise((resolve) => gzip.write('more', resolve))));
    await sleep(50);
  },
  'closed, and told': async ({ log }) => {
    const gzip = zlib.createGzip();
    gzip.write('some', () => log('written'));
    await new Promise<void>((resolve) => gzip.close(resolve));
    log('closed');
  },
  'reset starts again': async ({ log }) => {
    const deflate = zlib.createDeflate();
    const chunks: Buffer[] = [];
    deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise((resolve) => deflate.write('lost', resolve));
    deflate.reset();
    chunks.splice(0);
    deflate.end('kept');
    await once(deflate, 'end');
    log(zlib.inflateSync(Buffer.concat(chunks)).toString());
  },
  brotli: async ({ log }) => {
    const squeezed = await bytesOf(Readable.from([TEXT]).pipe(zlib.createBrotliCompress()));
    log(`${squeezed.length} bytes`);
    log(`${(await bytesOf(Readable.from([squeezed]).pipe(zlib.createBrotliDecompress()))).toString() === TEXT}`);
  },
  'pipeline through both ways': async ({ log }) => {
    const chunks: Buffer[] = [];
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    await pipeline(Readable.from([TEXT, NOISE]), zlib.createGzip(), zlib.createGunzip(), sink);
    log(`${Buffer.concat(chunks).equals(Buffer.concat([Buffer.from(TEXT), NOISE]))}`);
  },
  'pipeline that fails': async ({ log }) => {
    const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
    log(await outcomeOf(() => pipeline(Readable.from(['bad data']), zlib.createInflate(), sink)));
  },
  'other work goes on beside it': async ({ log }) => {
    const gzip = zlib.createGzip();
    gzip.on('data', () => {});
    gzip.end('x', () => log('finished'));
    process.nextTick(() => log('tick'));
    queueMicrotask(() => log('microtask'));
    await once(gzip, 'end');
  },
  'in the asynchronous context of the stream': async ({ log }) => {
    const context = new AsyncLocalStorage<string>();
    const gzip = context.run('made', () => zlib.createGzip());
    gzip.on('data', () => log(`data ${said(context.getStore())}`));
    context.run('written', () => gzip.write('x', () => log(`written ${said(context.getStore())}`)));
    context.run('ended', () => gzip.end(() => log(`ended ${said(context.getStore())}`)));
    await once(gzip, 'end');
  },
  'maxOutputLength is for the forms with a callback': async ({ log }) => {
    log(
      await outcomeOf(
        () =>
          new Promise((resolve, reject) =>
            zlib.gunzip(zlib.gzipSync(TEXT), { maxOutputLength: 10 }, (error, data) =>
              error === null ? resolve(data.length) : reject(error),
            ),
          ),
      ),
    );
  },
});

const web = programs('CompressionStream', {
  'there and back': async ({ log }) => {
    for (const format of ['gzip', 'deflate', 'deflate-raw'] as const) {
      const there = new Blob([TEXT]).stream().pipeThrough(new CompressionStream(format));
      const back = there.pipeThrough(new DecompressionStream(format));
      log(`${format} ${(await new Response(back).text()) === TEXT}`);
    }
  },
  'what is no gzip': async ({ log }) => {
    const back = new Blob(['no gzip at all']).stream().pipeThrough(new DecompressionStream('gzip'));
    log(await outcomeOf(() => new Response(back).text()));
  },
  'written and read by hand': async ({ log }) => {
    const { readable, writable } = new CompressionStream('gzip');
    const writer = writable.getWriter();
    void writer.write(Buffer.from('hello')).then(() => log('written'));
    void writer.close().then(() => log('closed'));
    const bytes = await bytesOf(readable as unknown as AsyncIterable<Uint8Array>);
    log(zlib.gunzipSync(bytes).toString());
  },
  'a format that it does not know': async ({ log }) => {
    log(await outcomeOf(() => new CompressionStream('zip' as CompressionFormat)));
  },
});

/** A body of a server on the loopback, as fetch gives it. */
function fetched(write: (response: ServerResponse) => unknown): (place: Place) => Promise<void> {
  return async ({ log }) => {
    const server = createServer((_request, response) => void write(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    log(
      await outcomeOf(async () => {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        return [response.headers.get('content-encoding'), await response.text()];
      }),
    );
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
}

const encoded = (encoding: string, bytes: Uint8Array): ((response: ServerResponse) => void) => {
  return (response) => void response.setHeader('content-encoding', encoding).end(bytes);
};

const bodies = programs('fetch of what a server compressed', {
  gzip: fetched(encoded('gzip', zlib.gzipSync('whole'))),
  'x-gzip, in other letters': fetched(encoded('X-GZip', zlib.gzipSync('whole'))),
  deflate: fetched(encoded('deflate', zlib.deflateSync('whole'))),
  br: fetched(encoded('br', zlib.brotliCompressSync('whole'))),
  'two codings': fetched(encoded('deflate, gzip', zlib.gzipSync(zlib.deflateSync('whole')))),
  'a coding that nobody knows': fetched(encoded('rot13', Buffer.from('jubyr'))),
  'one that is known after one that is not': fetched(encoded('rot13, gzip', Buffer.from('left as it is'))),
  'what is no gzip': fetched(encoded('gzip', Buffer.from('plain text'))),
  'a gzip that ends too soon': fetched(encoded('gzip', zlib.gzipSync('whole').subarray(0, 14))),
  'piece by piece': fetched((response) => {
    const gzip = zlib.createGzip();
    response.setHeader('content-encoding', 'gzip');
    gzip.pipe(response);
    gzip.write('one ');
    gzip.flush(() => setTimeout(() => gzip.end('two'), 5));
  }),
  'no body at all': fetched((response) => void response.writeHead(204, { 'content-encoding': 'gzip' }).end()),
});

export const COMPRESSION: readonly Program[] = [...streams, ...web, ...bodies];
