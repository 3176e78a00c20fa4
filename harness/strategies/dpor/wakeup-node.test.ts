import { expect, test } from 'vitest';
import { READ, WRITE } from '../../engine/access-log.ts';
import { WakeupNode } from './wakeup-node.ts';

const step = (who: number, ...accesses: readonly (readonly [key: number, mode: number])[]) => ({
  who,
  accesses: {
    keys: Int32Array.from(accesses, ([key]) => key),
    modes: Uint8Array.from(accesses, ([, mode]) => mode),
    from: 0,
    to: accesses.length,
  },
  follows: () => false,
});

const seen = ({ who, keys, modes, from, to }: WakeupNode) => ({
  who,
  keys: [...keys.subarray(from, to)],
  modes: [...modes.subarray(from, to)],
});

test('a branch is its steps, one after the other, with what each touches', () => {
  const first = WakeupNode.branch([step(1, [10, WRITE]), step(2), step(3, [10, READ], [11, WRITE])]);
  const other = WakeupNode.branch([step(4, [12, WRITE])]);
  expect(seen(first)).toEqual({ who: 1, keys: [10], modes: [WRITE] });
  const [second] = first.children;
  const [third, ...more] = second?.children ?? [];
  expect(more).toEqual([]);
  expect([second, third].map((node) => node && seen(node))).toEqual([
    { who: 2, keys: [], modes: [] },
    { who: 3, keys: [10, 11], modes: [READ, WRITE] },
  ]);
  expect([first, second, third].map((node) => node?.isLeaf)).toEqual([false, false, true]);
  expect(seen(other)).toEqual({ who: 4, keys: [12], modes: [WRITE] });
  expect(other.isLeaf).toBe(true);
});
