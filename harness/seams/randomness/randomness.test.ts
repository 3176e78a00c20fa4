import crypto, { randomInt, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Random } from '../../engine/random.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';
import { integerBetween, uuidVersion4 } from './values.ts';

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Everything random that Node offers, drawn once. */
async function drawAll(): Promise<unknown[]> {
  const floats = new Uint16Array(4);
  return [
    Math.random(),
    crypto.randomUUID(),
    randomUUID(),
    globalThis.crypto.randomUUID(),
    crypto.randomBytes(5).toString('hex'),
    (await promisify(crypto.randomBytes)(5)).toString('hex'),
    crypto.randomInt(1_000_000),
    randomInt(-5, 5),
    await promisify<number, number>(crypto.randomInt)(1_000_000),
    crypto.randomFillSync(new Uint8Array(4)).join(),
    ((await promisify(crypto.randomFill)(new Uint8Array(4))) as Uint8Array).join(),
    crypto.getRandomValues(floats).join(),
    globalThis.crypto.getRandomValues(new Uint8Array(4)).join(),
    crypto.webcrypto.getRandomValues(new Uint8Array(4)).join(),
  ];
}

async function drawnByActor(): Promise<unknown[]> {
  let drawn: unknown[] = [];
  const { run } = await runOnce(
    trialOf({
      a: async () => {
        drawn = await drawAll();
      },
    }),
  );
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  return drawn;
}

test('all randomness of an actor comes from its execution: the same each time', async () => {
  const first = await drawnByActor();
  expect(first).toHaveLength(14);
  expect(await drawnByActor()).toEqual(first);
  expect([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4]).toContain(first[7]);
});

test('outside an execution randomness is real', async () => {
  const [first, second] = [await drawAll(), await drawAll()];
  // Two draws from ten integers may well agree.
  first[7] = second[7];
  for (const [i, value] of first.entries()) if (i !== 7) expect(value).not.toEqual(second[i]);
});

test('UUIDs are of version 4 and integers reach both ends of their span', () => {
  const random = new Random(7);
  const seen = new Set<number>();
  for (let i = 0; i < 200; i++) {
    expect(uuidVersion4(random)).toMatch(UUID_4);
    seen.add(integerBetween(random, 3, 7));
  }
  expect([...seen].toSorted()).toEqual([3, 4, 5, 6]);
});

test('randomFillSync counts elements of a typed array and fills nothing else', async () => {
  const words = new Uint32Array(4);
  await runOnce(
    trialOf({
      a: () => {
        crypto.randomFillSync(words, 1, 2);
      },
    }),
  );
  expect([...words].map((word) => word !== 0)).toEqual([false, true, true, false]);
});

test('arguments that Node refuses are refused in its words', async () => {
  const codes: unknown[] = [];
  const attempt = (call: () => unknown): void => {
    try {
      call();
    } catch (error) {
      codes.push(Reflect.get(error as object, 'code') ?? (error as Error).name);
    }
  };
  await runOnce(
    trialOf({
      a: () => {
        attempt(() => crypto.randomBytes(-1));
        attempt(() => crypto.randomInt(5, 5));
        attempt(() => crypto.randomInt(0.5));
        attempt(() => crypto.randomInt(2 ** 48));
        attempt(() => crypto.randomFillSync(new Uint8Array(2), 3));
        attempt(() => crypto.getRandomValues(new Float32Array(2) as unknown as Uint8Array));
        attempt(() => crypto.getRandomValues(new Uint8Array(65_537)));
      },
    }),
  );
  const range = 'ERR_OUT_OF_RANGE';
  expect(codes).toEqual([range, range, 'ERR_INVALID_ARG_TYPE', range, range, 17, 22]);
});

test('all but six bits of a UUID are drawn', () => {
  const random = new Random(1);
  const drawn = Array.from({ length: 200 }, () => uuidVersion4(random).replaceAll('-', ''));
  const digits = Array.from({ length: 32 }, (_, at) => new Set(drawn.map((uuid) => uuid[at])).size);
  const [version, variant] = [12, 16];
  expect(digits).toEqual(digits.map((_, at) => (at === version ? 1 : at === variant ? 4 : 16)));
});
