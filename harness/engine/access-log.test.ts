import { expect, test } from 'vitest';
import {
  AccessLog,
  BLOCKS,
  capacityOf,
  ENABLES,
  isBlocking,
  isEnabling,
  READ,
  takesOneOf,
  WRITE,
} from './access-log.ts';

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

test('a step has one entry a key, in which a write is not hidden by a read', () => {
  const log = new AccessLog();
  for (let key = 0; key < 40; key++) log.reads(key);
  log.writes(7);
  log.reads(7);
  expect(log.count).toBe(40);
  expect([6, 7, 40].map((key) => log.hasWritten(key))).toEqual([false, true, false]);
  expect([...log.keys.subarray(0, 3)]).toEqual([0, 1, 2]);
  log.clear();
  expect([log.count, log.hasWritten(7)]).toEqual([0, false]);
});
