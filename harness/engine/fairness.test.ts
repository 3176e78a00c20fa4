import { expect, test } from 'vitest';
import { isFirstStarved } from './fairness.ts';
import type { Operation } from './operation.ts';
import type { Decision } from './strategy.ts';

/** The operation that has waited longest, and the one issued last: the `n`th of its actor, `sequence` operations later. */
function decision(sequence: number, n: number): Decision {
  const enabled = [
    { sequence: 0, n: 1 },
    { sequence, n },
  ] as unknown as Operation[];
  return { enabled, count: 2, defaultIndex: 0, steps: sequence, now: 0, lastActor: null };
}

test('who polls starves nobody', () => {
  expect(isFirstStarved(decision(500, 501))).toBe(false);
  expect(isFirstStarved(decision(501, 501))).toBe(true);
});

test('a hundred threads with a few steps each may all go before one that waits', () => {
  expect(isFirstStarved(decision(5_000, 6))).toBe(false);
});
