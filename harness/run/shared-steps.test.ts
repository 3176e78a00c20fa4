import { expect, test } from 'vitest';
import { sharedSteps } from './shared-steps.ts';

const steps = (...hashes: number[]): Int32Array => Int32Array.of(...hashes);

test('a step is shared if the same execution of the other has an equal one, each of which counts once', () => {
  expect(sharedSteps([steps(1, 1, 2, 3)], [steps(3, 1, 4)])).toBe(0.5);
  expect(sharedSteps([steps(1, 2), steps(3, 4)], [steps(2, 1), steps(1, 2)])).toBe(0.5);
});

test('nothing is shared with an execution that the other does not have, and who makes no step differs in none', () => {
  expect(sharedSteps([steps(1)], [])).toBe(0);
  expect(sharedSteps([], [steps(1)])).toBe(1);
});
