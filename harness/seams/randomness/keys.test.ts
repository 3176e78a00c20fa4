import { resolveObjectURL } from 'node:buffer';
import crypto from 'node:crypto';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';

/** What an actor sees in each of two executions. */
async function inTwo(read: () => unknown): Promise<[unknown, unknown]> {
  const seen: unknown[] = [];
  const scenario = trialOf({ a: async () => seen.push(await read()) });
  for (let i = 0; i < 2; i++) expect((await runOnce(scenario)).leaks).toEqual([]);
  return seen as [unknown, unknown];
}

test.each<[string, () => unknown]>([
  ['a key of a curve', () => crypto.createECDH('secp256k1').generateKeys('hex')],
  [
    'one whose order is far below a power of 256',
    () => crypto.createECDH('sect283k1').generateKeys('hex', 'compressed'),
  ],
  ['one of 521 bits', () => crypto.createECDH('secp521r1').generateKeys('hex')],
  [
    'a key of a prime',
    () => crypto.createDiffieHellman(crypto.getDiffieHellman('modp5').getPrime()).generateKeys('hex'),
  ],
  ['a secret key', () => crypto.generateKeySync('aes', { length: 256 }).export().toString('hex')],
  ['a secret of odd length', () => crypto.generateKeySync('hmac', { length: 77 }).export().toString('hex')],
  ['the URL of a blob', () => URL.createObjectURL(new Blob(['x']))],
])('%s is the same in every execution, and another one each time', async (_, draw) => {
  const [first, second] = await inTwo(() => [draw(), draw()]);
  expect(second).toEqual(first);
  const [one, other] = first as [unknown, unknown];
  expect(one).not.toEqual(other);
});

test('drawn keys are keys: both sides get the same secret', async () => {
  const [isShared] = await inTwo(() => {
    const [ann, bob] = [crypto.createECDH('prime256v1'), crypto.createECDH('prime256v1')];
    const keys = [ann.generateKeys(), bob.generateKeys()] as const;
    const prime = crypto.getDiffieHellman('modp15').getPrime();
    const [ada, ben] = [crypto.createDiffieHellman(prime), crypto.createDiffieHellman(prime)];
    const numbers = [ada.generateKeys(), ben.generateKeys()] as const;
    return [
      ann.computeSecret(keys[1]).equals(bob.computeSecret(keys[0])),
      ada.computeSecret(numbers[1]).equals(ben.computeSecret(numbers[0])),
      ada.generateKeys().equals(numbers[0]),
    ];
  });
  expect(isShared).toEqual([true, true, true]);
});

test('a blob is found by its URL until that is revoked, in its execution alone', async () => {
  let kept = '';
  const [seen] = await inTwo(async () => {
    const isThere = kept === '' ? undefined : resolveObjectURL(kept);
    kept = URL.createObjectURL(new Blob(['text'], { type: 'text/plain' }));
    const found = resolveObjectURL(kept);
    const text = [await found?.text(), found?.type];
    URL.revokeObjectURL(kept);
    return [isThere, text, resolveObjectURL(kept)];
  });
  expect(seen).toEqual([undefined, ['text', 'text/plain'], undefined]);
});

test('what only OpenSSL can make is named in what a verdict rests on', async () => {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const scenario = trialOf({
    a: () => {
      const signature = crypto.sign('sha256', Buffer.from('x'), privateKey);
      crypto.verify('sha256', Buffer.from('x'), publicKey, signature);
      crypto.createSign('sha256').update('x').sign(privateKey);
      crypto.getDiffieHellman('modp14').generateKeys();
      crypto.publicEncrypt(rsa, Buffer.from('x'));
    },
  });
  const { coverage, verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect(coverage.real).toEqual([
    'crypto.DiffieHellmanGroup.generateKeys',
    'crypto.Sign.sign',
    'crypto.publicEncrypt',
    'crypto.sign',
  ]);
  expect(verdicts.every(({ verdict }) => verdict === 'holds')).toBe(true);
});
