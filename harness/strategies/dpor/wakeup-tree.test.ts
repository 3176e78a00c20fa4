import { expect, test } from 'vitest';
import { READ, WRITE } from '../../engine/access-log.ts';
import type { SequenceStep } from './wakeup-node.ts';
import { isWeakInitial } from './wakeup-tree.ts';

const accesses = (key: number, mode: number): SequenceStep['accesses'] => ({
  keys: Int32Array.of(key),
  modes: Uint8Array.of(mode),
  from: 0,
  to: 1,
});
const [X, Y] = [10, 11];

/** Whether the second step may come first. */
function mayComeFirst(follows: boolean, key: number, mode: number): boolean {
  const first = { who: 1, accesses: accesses(X, READ), follows: () => false };
  const second = { who: 2, accesses: accesses(key, mode), follows: () => follows };
  return isWeakInitial({ who: 2, accesses: second.accesses }, [first, second]);
}

test('a step may come first if it follows nothing before it and has nothing to do with that', () => {
  expect(mayComeFirst(false, Y, WRITE)).toBe(true);
  expect(mayComeFirst(false, X, READ)).toBe(true);
  expect(mayComeFirst(true, Y, WRITE)).toBe(false);
  expect(mayComeFirst(false, X, WRITE)).toBe(false);
});
