import type { Arbitrary } from 'fast-check';
import type { Scenario } from '../scenario.ts';

/** Candidates of one shrinking step; more would spend the whole budget on one value. */
const CANDIDATES_MAX = 60;

/**
 * Smaller workloads and fault plans, smallest step first, as fast-check's own arbitraries shrink them. Only arbitraries
 * that can shrink a value without having drawn it take part: examples are written by hand, and a counterexample may
 * come from a file.
 */
export function* smallerInputs(
  scenario: Scenario,
  workload: unknown,
  faults: unknown,
): Generator<{ workload: unknown; faults: unknown }> {
  let count = 0;
  for (const smaller of shrinksOf(scenario.faults, faults)) {
    if (count++ >= CANDIDATES_MAX) break;
    yield { workload, faults: smaller };
  }
  count = 0;
  for (const smaller of shrinksOf(scenario.workload, workload)) {
    if (count++ >= CANDIDATES_MAX) break;
    yield { workload: smaller, faults };
  }
}

function* shrinksOf(arbitrary: Arbitrary<unknown>, value: unknown): Generator<unknown> {
  if (!arbitrary.canShrinkWithoutContext(value)) return;
  for (const smaller of arbitrary.shrink(value, undefined)) yield smaller.value;
}
