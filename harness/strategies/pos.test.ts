import { expect, test } from 'vitest';
import type { Operation } from '../engine/operation.ts';
import { Pos } from './pos.ts';

interface Fake {
  readonly actor: object;
  readonly resource: { readonly hash: number };
  readonly isWrite: boolean;
  priority: number;
}

const [A, B] = [{}, {}];
const fake = (actor: object, hash: number, isWrite: boolean, priority: number): Fake => ({
  actor,
  resource: { hash },
  isWrite,
  priority,
});

/** What is chosen, and the priorities from then on. */
function choose(operations: Fake[]): { choice: number; priorities: number[] } {
  const enabled = operations as unknown as Operation[];
  const decision = { enabled, count: enabled.length, defaultIndex: 0, steps: 0, now: 0, lastActor: null };
  const choice = new Pos(1).choose(decision);
  return { choice, priorities: operations.map(({ priority }) => priority) };
}

test('the highest priority runs; what raced with it draws a new one next time, all else keeps its own', () => {
  const operations = [
    fake(B, 1, false, 5),
    fake(A, 1, true, 9),
    fake(B, 1, true, 0),
    fake(B, 2, true, 4),
    fake(A, 1, true, 3),
  ];
  expect(choose(operations)).toEqual({ choice: 1, priorities: [-1, -1, -1, 4, 3] });
  expect(choose([fake(B, 1, false, 5), fake(A, 1, false, 9)])).toEqual({ choice: 1, priorities: [5, -1] });
});

test('the lowest of all priorities is lower than the next', () => {
  expect(choose([fake(A, 1, true, 0), fake(B, 2, true, 1)]).choice).toBe(1);
});
