import { expect, test } from 'vitest';
import type { Actor } from '../../engine/operation.ts';
import { StepCounts } from './step-counts.ts';

const ACTORS_MAX = 10_000;
const actor = (index: number, hash: number): Actor => ({ index, hash }) as unknown as Actor;

/** Learns from an execution in which each of these makes three steps. */
function learn(counts: StepCounts, actors: readonly Actor[]): void {
  counts.begin();
  for (const each of actors) {
    counts.left(each);
    for (let step = 0; step < 3; step++) counts.took(each);
  }
  counts.end();
  counts.begin();
}

test('of an actor that has not been seen one step is expected, then as many as it made', () => {
  const counts = new StepCounts();
  expect(counts.left(actor(0, 7))).toBe(1);
  learn(counts, [actor(0, 7)]);
  expect(counts.left(actor(0, 7))).toBe(3);
  counts.took(actor(0, 7));
  expect([counts.left(actor(0, 7)), counts.left(actor(1, 8))]).toEqual([2, 1]);
});

test('what more than ten thousand actors do is not learned', () => {
  const counts = new StepCounts();
  const actors = Array.from({ length: ACTORS_MAX + 1 }, (_, index) => actor(index, index));
  learn(counts, actors);
  expect(actors.slice(-2).map((each) => counts.left(each))).toEqual([3, 1]);
});
