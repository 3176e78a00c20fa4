import { expect, test } from 'vitest';
import { positionOf, readRange } from './ranges.ts';

test('a read without a buffer fills one of 16 KiB, or one that its options name', () => {
  for (const nothing of [undefined, null]) expect(readRange([nothing]).into).toHaveLength(16_384);
  expect(readRange([]).into).toHaveLength(16_384);
  const buffer = Buffer.alloc(8);
  expect(readRange([{ buffer, offset: 1, length: 5, position: 2 }])).toEqual({
    into: buffer.subarray(1, 6),
    position: 2,
    given: buffer,
  });
  expect(readRange([buffer, 1, 5, 2])).toMatchObject({ position: 2, given: buffer });
  expect(() => readRange([5])).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
});

test('a position is a number or a bigint from 0 on: all else goes on where the last call ended', () => {
  expect([0, 3, 3n].map(positionOf)).toEqual([0, 3, 3]);
  expect([-1, -1n, undefined, null, '5'].map(positionOf)).toEqual([null, null, null, null, null]);
});
