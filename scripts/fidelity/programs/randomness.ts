import crypto from 'node:crypto';
import { called, outcomeOf, type Place, type Program, said } from '../program.ts';

function programs(api: string, runs: Readonly<Record<string, (place: Place) => unknown>>): Program[] {
  return Object.entries(runs).map(([what, run]) => ({ name: `${api}: ${what}`, api, run }));
}

const data = new TextEncoder().encode('data');

export const RANDOMNESS: readonly Program[] = [
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
