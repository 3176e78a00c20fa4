import { expect, test } from 'vitest';
import { deriveSeed, Random } from './random.ts';

test('a seed gives the same numbers in every version', () => {
  const random = new Random(1);
  expect([random.next(), random.next(), random.below(100), random.fraction()]).toEqual([
    2_527_132_011, 314_344_336, 59, 0.4753079365796741,
  ]);
  expect(deriveSeed(1, 2)).toBe(-859_719_662);
});

test('fractions lie in [0, 1), half of them in each half, and have more than 32 bits', () => {
  const random = new Random(1);
  const drawn = Array.from({ length: 1_000 }, () => random.fraction());
  expect(drawn.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
  const high = drawn.filter((fraction) => fraction >= 0.5).length;
  expect(high).toBeGreaterThan(440);
  expect(high).toBeLessThan(560);
  expect(drawn.some((fraction) => !Number.isInteger(fraction * 2 ** 32))).toBe(true);
});

test('whether anything was drawn is known', () => {
  const random = new Random(1);
  expect(random.hasDrawn).toBe(false);
  random.next();
  expect(random.hasDrawn).toBe(true);
});
