import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trial } from '../testing/trial.ts';
import { generatedInput } from './generated-inputs.ts';

test('of the workloads that are drawn the smallest is taken at first, the largest at last', () => {
  const scenario = trial(() => null, { workload: fc.array(fc.nat({ max: 9 }), { maxLength: 30, size: 'max' }) });
  for (let seed = 1; seed <= 5; seed++) {
    const sizes = [0, 0.25, 0.5, 0.75, 1].map((progress) => {
      const { workload } = generatedInput(scenario, seed, progress);
      return (workload as number[]).length;
    });
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(sizes.at(-1) ?? 0);
  }
});
