import { expect, test } from 'vitest';
import type { Random } from '../../engine/random.ts';
import { Mutant } from './mutant.ts';
import { KeptSchedule, ScheduleCorpus } from './schedule-corpus.ts';

const ORDER = [10, 11, 12, 13, 14];

/** The places of the steps of a parent with these races if these integers are drawn, and 1/2 wherever a fraction is. */
function placesOf(races: readonly number[], ...drawn: number[]): number[] {
  const random = { below: () => drawn.shift() ?? 0, fraction: () => 0.5 } as unknown as Random;
  const mutant = new Mutant(random);
  mutant.mutate(new KeptSchedule(ORDER, races, 1), new ScheduleCorpus());
  return ORDER.map((label) => mutant.placeOf(label));
}

test('one kind of mutant delays a step, another is the parent up to some step', () => {
  const [delays, goesOn] = [3, 4];
  // Half of the way from the next one to the end.
  expect(placesOf([], delays, 1)).toEqual([0, 4, 2, 3, 4]);
  // The steps from the third on have any place after the second.
  expect(placesOf([], goesOn, 2)).toEqual([0, 1, 3.5, 3.5, 3.5]);
});

test('another reverses a race, or delays a step where there is none', () => {
  const [reverses, once] = [0, 1];
  expect(placesOf([1, 3], reverses, 0, once)).toEqual([0, 3.5, 2, 3, 4]);
  expect(placesOf([], reverses, 1, once)).toEqual([0, 4, 2, 3, 4]);
});
