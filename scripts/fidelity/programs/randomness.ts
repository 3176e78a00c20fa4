import crypto from 'node:crypto';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { called, outcomeOf, type Program, programs, said } from '../program.ts';

const none = (results: unknown[]): string => `${said(results[0])} and ${results.length}`;

const zlibs = Object.entries({
  deflate: 'inflate',
  deflateRaw: 'inflateRaw',
  gzip: 'gunzip',
  brotliCompress: 'brotliDecompress',
}).flatMap(([pack, unpack]): Program[] => {
  const call = (name: string, ...args: unknown[]): Promise<unknown[]> =>
    called((done) => Reflect.get(zlib, name)(...args, done));
  return [
    {
      name: `zlib.${pack}: there and back`,
      api: 'zlib',
      run: async ({ log }) => {
        const packed = await call(pack, 'some text');
        log(none(packed));
        log(String((await call(unpack, packed[1]))[1]));
      },
    },
    {
      name: `zlib.${unpack}: of what is none`,
      api: 'zlib',
      run: async ({ log }) => log(said((await call(unpack, Buffer.from('no such thing')))[0])),
    },
    {
      name: `zlib.${pack}: wrong arguments`,
      api: 'zlib',
      run: async ({ log }) => {
        log(await outcomeOf(() => call(pack, 5)));
        log(await outcomeOf(() => call(pack, 'x', { chunkSize: -1 })));
        log(await outcomeOf(() => Reflect.get(zlib, pack)('x')));
      },
    },
    {
      name: `zlib.${pack}: after what was begun at once`,
      api: 'zlib',
      run: async ({ log }) => {
        const packing = call(pack, 'x').then(() => log('packed'));
        process.nextTick(() => log('tick'));
        log('begun');
        await packing;
      },
    },
  ];
});

const data = new TextEncoder().encode('data');

export const RANDOMNESS: readonly Program[] = [
  ...zlibs,
  ...programs('crypto, synchronous', {
    randomUUID: ({ log }) => log(String(/^[0-9a-f-]{36}$/.test(crypto.randomUUID()))),
    'randomUUID of two': ({ log }) => log(String(new Set([crypto.randomUUID(), crypto.randomUUID()]).size)),
    randomBytes: ({ log }) => log(String(crypto.randomBytes(8).length)),
    'randomBytes of too few': async ({ log }) => log(await outcomeOf(() => crypto.randomBytes(-1))),
    'randomBytes of text': async ({ log }) => log(await outcomeOf(() => crypto.randomBytes('8' as never))),
    randomInt: ({ log }) => log(String(crypto.randomInt(1, 2))),
    'randomInt of nothing': async ({ log }) => log(await outcomeOf(() => crypto.randomInt(5, 5))),
    randomFillSync: ({ log }) => log(String(crypto.randomFillSync(Buffer.alloc(4)).length)),
    getRandomValues: ({ log }) => log(String(crypto.getRandomValues(new Uint8Array(4)).length)),
    'getRandomValues of too many': async ({ log }) =>
      log(await outcomeOf(() => crypto.getRandomValues(new Uint8Array(70_000)))),
    'a hash': ({ log }) => log(crypto.createHash('sha256').update('x').digest('hex').slice(0, 16)),
    pbkdf2Sync: ({ log }) => log(crypto.pbkdf2Sync('p', 's', 1, 8, 'sha256').toString('hex')),
    scryptSync: ({ log }) => log(crypto.scryptSync('p', 's', 8).toString('hex')),
    'Math.random is below 1': ({ log }) => log(String(Math.random() < 1)),
  }),
  ...programs('crypto, asynchronous', {
    'randomBytes by callback': async ({ log }) => {
      const [error, bytes] = await called((done) => crypto.randomBytes(4, done));
      log(`${said(error)} ${(bytes as Buffer).length}`);
    },
    'randomInt by callback': async ({ log }) => log(said(await called((done) => crypto.randomInt(1, 2, done)))),
    'randomFill by callback': async ({ log }) => {
      const [error, bytes] = await called((done) => crypto.randomFill(Buffer.alloc(4), done));
      log(`${said(error)} ${(bytes as Buffer).length}`);
    },
    'pbkdf2 by callback': async ({ log }) => {
      const [, key] = await called((done) => crypto.pbkdf2('p', 's', 1, 8, 'sha256', done));
      log((key as Buffer).toString('hex'));
    },
    'scrypt by callback': async ({ log }) => {
      const [, key] = await called((done) => crypto.scrypt('p', 's', 8, done));
      log((key as Buffer).toString('hex'));
    },
    'hkdf by callback': async ({ log }) => {
      const [, key] = await called((done) => crypto.hkdf('sha256', 'k', 's', 'i', 8, done));
      log(Buffer.from(key as ArrayBuffer).toString('hex'));
    },
    'sign and verify by callback': async ({ log }) => {
      const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
      const signed = await called((done) => crypto.sign(null, data, privateKey, done));
      log(none(signed));
      log(said(await called((done) => crypto.verify(null, data, publicKey, signed[1] as Buffer, done))));
    },
    'generateKeyPair by callback': async ({ log }) => {
      const results = await called((done) => crypto.generateKeyPair('ed25519', undefined, done));
      log(`${none(results)} ${(results[1] as crypto.KeyObject).type} ${(results[2] as crypto.KeyObject).type}`);
    },
    'generateKey by callback': async ({ log }) => {
      const results = await called((done) => crypto.generateKey('hmac', { length: 64 }, done));
      log(`${none(results)} ${(results[1] as crypto.KeyObject).export().length}`);
    },
    'checkPrime by callback': async ({ log }) => log(said(await called((done) => crypto.checkPrime(7n, done)))),
    'pbkdf2 without a callback': async ({ log }) =>
      log(await outcomeOf(() => crypto.pbkdf2('p', 's', 1, 8, 'sha256', undefined as never))),
    'pbkdf2 with a digest there is not': async ({ log }) =>
      log(await outcomeOf(() => called((done) => crypto.pbkdf2('p', 's', 1, 8, 'sha0', done)))),
    'scrypt with wrong parameters': async ({ log }) =>
      log(await outcomeOf(() => called((done) => crypto.scrypt('p', 's', 8, { N: 3 }, done)))),
    'pbkdf2, promisified': async ({ log }) =>
      log((await promisify(crypto.pbkdf2)('p', 's', 1, 4, 'sha1')).toString('hex')),
    'subtle: AES-GCM there and back': async ({ log }) => {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt', 'decrypt']);
      const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
      const packed = await crypto.subtle.encrypt(algorithm, key, data);
      log(Buffer.from(await crypto.subtle.decrypt(algorithm, key, packed)).toString());
      log(said((await crypto.subtle.exportKey('raw', key)).byteLength));
    },
    'subtle: ECDSA': async ({ log }) => {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
      const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
      const signature = await crypto.subtle.sign(algorithm, pair.privateKey, data);
      log(String(await crypto.subtle.verify(algorithm, pair.publicKey, signature, data)));
      log(`${pair.privateKey.type} ${pair.privateKey.extractable} ${pair.publicKey instanceof CryptoKey}`);
    },
    'subtle: PBKDF2': async ({ log }) => {
      const key = await crypto.subtle.importKey('raw', data, 'PBKDF2', false, ['deriveBits']);
      const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: data, iterations: 2 };
      log(Buffer.from(await crypto.subtle.deriveBits(algorithm, key, 64)).toString('hex'));
    },
    'subtle: a key that may not': async ({ log }) => {
      const key = await crypto.subtle.importKey('raw', data, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      log(await outcomeOf(() => crypto.subtle.exportKey('raw', key)));
      log(await outcomeOf(() => crypto.subtle.verify('HMAC', key, data, data)));
    },
    'subtle: a wrong argument': async ({ log }) =>
      log(await outcomeOf(() => crypto.subtle.digest('SHA-256', (() => 1) as never))),
    'subtle: too few arguments': async ({ log }) =>
      log(await outcomeOf(() => (crypto.subtle.digest as never as () => unknown)())),
    'subtle: decrypt of what is none': async ({ log }) => {
      const key = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['decrypt']);
      const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
      log(await outcomeOf(() => crypto.subtle.decrypt(algorithm, key, new Uint8Array(32))));
    },
    'subtle.digest': async ({ log }) =>
      log(
        Buffer.from(await crypto.subtle.digest('SHA-256', data))
          .toString('hex')
          .slice(0, 16),
      ),
    'subtle.digest of what there is not': async ({ log }) =>
      log(await outcomeOf(() => crypto.subtle.digest('SHA-0', data))),
    'subtle: HMAC': async ({ log }) => {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' };
      const key = await crypto.subtle.importKey('raw', data, algorithm, false, ['sign', 'verify']);
      const signature = await crypto.subtle.sign('HMAC', key, data);
      log(String(await crypto.subtle.verify('HMAC', key, signature, data)));
    },
    'two digests in order': async ({ log }) => {
      const digest = (says: string): Promise<void> => crypto.subtle.digest('SHA-256', data).then(() => log(says));
      await Promise.all([digest('one'), digest('two')]);
    },
  }),
];
