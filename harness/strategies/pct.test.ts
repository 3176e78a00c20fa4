import { expect, test } from 'vitest';
import type { Operation } from '../engine/operation.ts';
import { Pct } from './pct.ts';

/** Whose steps one execution of five has, by the actor's index: each of three can always go on. */
function stepsOf(strategy: Pct): number[] {
  strategy.begin();
  const enabled = [0, 1, 2].map((index) => ({ actor: { index }, sequence: index, n: 1 })) as unknown as Operation[];
  return Array.from({ length: 5 }, (_, steps) =>
    strategy.choose({ enabled, count: 3, defaultIndex: 0, steps, now: 0, lastActor: null }),
  );
}

test('who makes the step of a change point falls below all others, nobody else does', () => {
  const orders = new Set<string>();
  for (let seed = 1; seed <= 30; seed++) {
    const strategy = new Pct(seed, 2);
    strategy.begin();
    // From here on one step is expected: it is the change point.
    strategy.end(1);
    const [first, second, ...others] = stepsOf(strategy);
    expect(second).not.toBe(first);
    expect(others).toEqual([second, second, second]);
    orders.add(`${first}${second}`);
  }
  expect(orders.size).toBe(6);
});

test('for a bug of depth 1 nothing changes', () => {
  for (let seed = 1; seed <= 10; seed++) expect(new Set(stepsOf(new Pct(seed, 1))).size).toBe(1);
});

test('of the operations that one actor has at a time each is drawn as often as the others', () => {
  const actor = { index: 0 };
  const enabled = [1, 2, 3].map((n) => ({ actor, sequence: n, n })) as unknown as Operation[];
  const drawn = [0, 0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const strategy = new Pct(seed, 1);
    strategy.begin();
    const chosen = strategy.choose({ enabled, count: 3, defaultIndex: 0, steps: 0, now: 0, lastActor: null });
    drawn[chosen] = (drawn[chosen] ?? 0) + 1;
  }
  // Three standard deviations are 25.
  for (const times of drawn) expect(Math.abs(times - 100)).toBeLessThan(25);
});
