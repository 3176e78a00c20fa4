import crypto from 'node:crypto';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trialOf } from '../../testing/trial.ts';

const DATA = Buffer.from('data');

test.each([
  ['pbkdf2', () => promisify(crypto.pbkdf2)('p', 's', 1, 4, 'sha1')],
  ['zlib', async () => promisify(zlib.gunzip)(await promisify(zlib.gzip)('x'))],
  ['subtle', () => crypto.subtle.digest('SHA-256', DATA)],
] as const)('%s comes from the thread pool in a step of its own, and nothing escapes', async (_, compute) => {
  let got: unknown;
  const body = async (): Promise<void> => {
    got = await compute();
  };
  const { leaks, ending, recorder } = await runOnce(trialOf({ a: body }));
  expect({ leaks, ending }).toEqual({ leaks: [], ending: 'quiescent' });
  expect(recorder.events.some(({ text }) => text.endsWith('thread-pool'))).toBe(true);
  expect(Buffer.from(got as Uint8Array)).toEqual(Buffer.from((await compute()) as Uint8Array));
});

test('two computations end in either order', async () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const order: string[] = [];
    const digest = (name: string) => () => crypto.subtle.digest('SHA-256', DATA).then(() => order.push(name));
    await runOnce(trialOf({ a: digest('a'), b: digest('b') }), { strategy: randomWalk(seed) });
    orders.add(order.join(''));
  }
  expect([...orders].sort()).toEqual(['ab', 'ba']);
});

test('keys of crypto.subtle are drawn: each execution has the same', async () => {
  const keyOf = async (): Promise<string> => {
    let hex = '';
    const body = async (): Promise<void> => {
      const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
      hex = Buffer.from(await crypto.subtle.exportKey('raw', key)).toString('hex');
    };
    await runOnce(trialOf({ a: body }));
    return hex;
  };
  const first = await keyOf();
  expect(first).toHaveLength(128);
  expect(await keyOf()).toBe(first);
});

test('what Node refuses is refused at once, and what fails later comes to the callback', async () => {
  const said: unknown[] = [];
  const body = async (): Promise<void> => {
    try {
      zlib.gzip(5 as never, () => said.push('called back'));
    } catch (error) {
      said.push((error as NodeJS.ErrnoException).code);
    }
    await promisify(zlib.gunzip)(DATA).catch((error: NodeJS.ErrnoException) => said.push(error.code));
    await crypto.subtle.digest('SHA-0', DATA).catch((error: Error) => said.push(error.name));
  };
  const { leaks } = await runOnce(trialOf({ a: body }));
  expect(said).toEqual(['ERR_INVALID_ARG_TYPE', 'Z_DATA_ERROR', 'NotSupportedError']);
  expect(leaks).toEqual([]);
});
