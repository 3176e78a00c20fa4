import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { completions, named, newer, type Source, told, values } from './source.ts';

// What other threads of Node compute, and chance.

const EMPTY = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const wasm = (): Response => new Response(EMPTY, { headers: { 'content-type': 'application/wasm' } });

/** What comes out, or what is said of what went in. */
function throughStream(stream: CompressionStream | DecompressionStream): Promise<string> {
  const body = new Response('x').body?.pipeThrough(stream as unknown as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Response(body).text().catch(String);
}

export const COMPUTATION: readonly Source[] = [
  ...completions({
    'zlib.gzip': () => told((done) => zlib.gzip('x', done)),
    'zlib.createGzip': () => told((done) => zlib.createGzip().on('end', done).resume().end('x')),
    'zlib.createBrotliCompress': () => told((done) => zlib.createBrotliCompress().on('end', done).resume().end('x')),
    'new CompressionStream': () => throughStream(new CompressionStream('gzip')),
    'new DecompressionStream': () => throughStream(new DecompressionStream('gzip')),
    'crypto.scrypt': () => told((done) => crypto.scrypt('p', 's', 4, { N: 16 }, done)),
    'crypto.pbkdf2': () => told((done) => crypto.pbkdf2('p', 's', 1, 4, 'sha1', done)),
    'crypto.checkPrime': () => told((done) => crypto.checkPrime(7n, done)),
    'crypto.generateKey': () =>
      told((done) => crypto.generateKey('aes', { length: 128 }, (_, key) => done(key.export().toString('hex')))),
    'crypto.randomBytes with a callback': () =>
      told((done) => crypto.randomBytes(4, (_, bytes) => done(bytes.toString('hex')))),
    'crypto.randomFill': () =>
      told((done) => crypto.randomFill(Buffer.alloc(4), (_, bytes) => done(bytes.toString('hex')))),
    'subtle.digest': async () => Buffer.from(await crypto.subtle.digest('SHA-1', EMPTY)).toString('hex'),
    'subtle.generateKey': async () => {
      const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
      return Buffer.from(await crypto.subtle.exportKey('raw', key)).toString('hex');
    },
  }),
  ...completions({ 'zlib.zstdCompress': () => told((done) => newer(zlib, 'zstdCompress')('x', done)) }, { since: 22 }),
  ...completions(
    {
      'crypto.argon2': () => {
        const options = { message: 'x', nonce: 'saltsalt', parallelism: 1, tagLength: 8, memory: 8, passes: 1 };
        return told((done) => newer(crypto, 'argon2')('argon2id', options, done));
      },
    },
    { since: 24 },
  ),
  ...values({
    'Math.random': () => Math.random(),
    'crypto.randomBytes': () => crypto.randomBytes(4).toString('hex'),
    'crypto.randomInt': () => crypto.randomInt(1_000_000_000),
    'crypto.randomUUID': () => crypto.randomUUID(),
    'crypto.getRandomValues': () => globalThis.crypto.getRandomValues(new Uint8Array(4)).join(),
    'crypto.randomFillSync': () => crypto.randomFillSync(Buffer.alloc(4)).toString('hex'),
    'crypto.generateKeySync': () => crypto.generateKeySync('aes', { length: 128 }).export().toString('hex'),
    'ECDH.generateKeys': () => crypto.createECDH('prime256v1').generateKeys('hex'),
    'URL.createObjectURL': () => URL.createObjectURL(new Blob(['x'])),
  }),
  ...values({ 'crypto.randomUUIDv7': () => newer(crypto, 'randomUUIDv7')() }, { since: 26 }),
  ...named('RANDOMPRIMEREQUEST', {
    'crypto.generatePrime': () => crypto.generatePrime(32, () => {}),
    'crypto.generatePrimeSync': () => void crypto.generatePrimeSync(32),
  }),
  ...named(undefined, {
    'WebAssembly.compile': () => WebAssembly.compile(EMPTY),
    'WebAssembly.instantiate': () => WebAssembly.instantiate(EMPTY),
    'WebAssembly.compileStreaming': () => newer(WebAssembly, 'compileStreaming')(wasm()),
    'WebAssembly.instantiateStreaming': () => newer(WebAssembly, 'instantiateStreaming')(wasm()),
  }),
];
