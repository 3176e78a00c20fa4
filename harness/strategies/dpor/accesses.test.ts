import { expect, test } from 'vitest';
import { READ, WRITE } from '../../engine/access-log.ts';
import { conflict } from './accesses.ts';

test('two lists conflict if both have a key that one of them writes, within their bounds', () => {
  const keys = Int32Array.of(1, 2, 1, 3);
  const modes = Uint8Array.of(WRITE, READ, READ, READ);
  const list = (from: number, to: number) => ({ keys, modes, from, to });
  expect(conflict(list(0, 1), list(2, 3))).toBe(true);
  expect(conflict(list(2, 3), list(0, 1))).toBe(true);
  expect(conflict(list(0, 1), list(1, 2))).toBe(false);
  expect(conflict(list(1, 2), list(0, 0))).toBe(false);
  expect(conflict(list(2, 3), list(2, 3))).toBe(false);
  expect(conflict(list(2, 3), list(0, 0))).toBe(false);
});
