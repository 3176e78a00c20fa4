import type { Arbitrary } from 'fast-check';
import { type LeaveOut, leavingOut } from '../scenario/leave-out.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Candidates of one shrinking step; more would spend the whole budget on one value. */
const CANDIDATES_MAX = 60;

/**
 * Smaller workloads and fault plans, smallest step first: without what the scenario says may be left out, then as
 * fast-check's own arbitraries shrink them. Of these only such take part that can shrink a value without having drawn
 * it: examples are written by hand, and a counterexample may come from a file.
 */
export function* smallerInputs(
  scenario: Scenario,
  workload: unknown,
  faults: unknown,
): Generator<{ workload: unknown; faults: unknown }> {
  const { leaveOut } = scenario;
  for (const smaller of smallerValues(scenario.faults, faults, leaveOut?.faults)) yield { workload, faults: smaller };
  for (const smaller of smallerValues(scenario.workload, workload, leaveOut?.workload)) {
    yield { workload: smaller, faults };
  }
}

function* smallerValues(arbitrary: Arbitrary<unknown>, value: unknown, parts: LeaveOut = {}): Generator<unknown> {
  yield* firstOf(leavingOut(value, parts));
  if (!arbitrary.canShrinkWithoutContext(value)) return;
  for (const smaller of firstOf(arbitrary.shrink(value, undefined))) yield smaller.value;
}

function* firstOf<T>(candidates: Iterable<T>): Generator<T> {
  let count = 0;
  for (const candidate of candidates) {
    if (count++ >= CANDIDATES_MAX) return;
    yield candidate;
  }
}
