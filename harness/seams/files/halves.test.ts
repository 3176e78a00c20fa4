import { expect, test } from 'vitest';
import { describeHalf, halfOf } from './halves.ts';

test.each([
  [0, '0 bytes'],
  // A single byte cannot be torn, so it is no half of anything.
  [1, '1 bytes'],
  [2, 'first half, 1 of 2 bytes'],
  [11, 'first half, 5 of 11 bytes'],
])('the first write of %i bytes is told as "%s"', (all, text) => {
  expect(describeHalf('first half', halfOf(all), all)).toBe(text);
});
