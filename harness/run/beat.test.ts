import { afterEach, expect, test } from 'vitest';
import { type Beat, beatFor, setBeat } from './beat.ts';

const beatOf = (length: number): Beat => ({ executionBegins: () => {}, choices: new Int32Array(length) });

afterEach(() => setBeat(beatOf(0)));

test('marks go to the place that a worker gave, as long as the choices of an execution and their end fit in there', () => {
  const given = beatOf(5);
  setBeat(given);
  expect(beatFor(4)).toBe(given);
  const own = beatFor(5);
  expect(own).not.toBe(given);
  expect(own.choices.length).toBeGreaterThan(5);
  expect(beatFor(3)).toBe(own);
});
