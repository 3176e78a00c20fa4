import crypto from 'node:crypto';
import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { trial } from '../testing/trial.ts';

const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DATA = Buffer.from('data');

async function verdictsOf(call: () => unknown): Promise<Set<string>> {
  const scenario = trial((env) => void env.actor('a', env.process('p'), () => void call()));
  const { verdicts } = await explore(scenario, 'only', { seed: 1, schedulesMax: 2 });
  return new Set(verdicts.map(({ verdict }) => verdict));
}

test.each<[name: string, call: () => unknown]>([
  ['pbkdf2Sync', () => crypto.pbkdf2Sync('a', 'b', 1, 16, 'sha256')],
  ['scryptSync', () => crypto.scryptSync('a', 'b', 16)],
  ['hkdfSync', () => crypto.hkdfSync('sha256', 'a', 'b', 'c', 16)],
  ['checkPrimeSync', () => crypto.checkPrimeSync(7n)],
  ['generateKeyPairSync', () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['one-shot sign', () => crypto.sign('sha256', DATA, privateKey)],
  ['one-shot verify', () => crypto.verify('sha256', DATA, publicKey, DATA)],
])('%s ends inside the step', async (_, call) => {
  expect(await verdictsOf(call)).toEqual(new Set(['holds']));
});

test('with a callback it has a step of its own', async () => {
  expect(await verdictsOf(() => crypto.sign('sha256', DATA, privateKey, () => {}))).toEqual(new Set(['holds']));
});
