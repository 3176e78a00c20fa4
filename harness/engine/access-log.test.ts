import { expect, test } from 'vitest';
import { BLOCKS, capacityOf, ENABLES, isBlocking, isEnabling, READ, takesOneOf, WRITE } from './access-log.ts';

test('a mode says whether a step had to wait for the key, whether it lets others go on, and how many may hold it', () => {
  expect([READ, WRITE, READ | BLOCKS, WRITE | ENABLES, takesOneOf(3)].map(isBlocking)).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
  expect([WRITE, READ | BLOCKS, WRITE | ENABLES].map(isEnabling)).toEqual([false, false, true]);
  expect([takesOneOf(1), takesOneOf(16)].map(capacityOf)).toEqual([1, 16]);
  expect(() => takesOneOf(0)).toThrow(RangeError);
  expect(() => takesOneOf(17)).toThrow(RangeError);
});
