import fc from 'fast-check';
import type { Input } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { valuesBySize } from './small-scope.ts';
import { choosePlan } from './swarm.ts';

/** Origin of a workload that is no example. */
export const GENERATED = 'generated';

/** Generated workloads that are explored exhaustively, smallest first, unless the options say otherwise. */
export const SMALL_WORKLOADS = 24;

/** A generated input, and what its choices cost together; see small-scope.ts. */
interface SmallInput extends Input {
  readonly size: number;
}

const smallKnown = new WeakMap<Scenario, readonly SmallInput[]>();

/** The SMALL_WORKLOADS smallest inputs, smallest first; fewer if there are no more. */
export function smallestInputs(scenario: Scenario): readonly SmallInput[] {
  const known = smallKnown.get(scenario);
  if (known !== undefined) return known;
  const small: SmallInput[] = [];
  for (const { value, size } of valuesBySize(fc.tuple(scenario.workload, scenario.faults))) {
    const [workload, faults] = value;
    if (small.push({ origin: GENERATED, workload, faults, size }) === SMALL_WORKLOADS) break;
  }
  smallKnown.set(scenario, small);
  return small;
}

const smallestFaultsKnown = new WeakMap<Scenario, { readonly value: unknown }>();

/** The plan with the fewest faults that the scenario has; undefined if none is found. */
function smallestFaults(scenario: Scenario): unknown {
  let known = smallestFaultsKnown.get(scenario);
  if (known === undefined) {
    const [first] = valuesBySize(scenario.faults);
    known = { value: first?.value };
    smallestFaultsKnown.set(scenario, known);
  }
  return known.value;
}

/** Workloads and fault plans drawn for one that is taken. */
const CANDIDATES = 8;

/** An input drawn from `seed`: smaller workloads first, larger ones as the budget is used up (`progress`, 0 to 1). */
export function generatedInput(scenario: Scenario, seed: number, progress: number): Input {
  const drawn = fc.sample(fc.tuple(scenario.workload, scenario.faults), { numRuns: CANDIDATES, seed });
  const workloads = drawn.map(([workload]) => ({ workload, size: JSON.stringify(workload)?.length ?? 0 }));
  workloads.sort((a, b) => a.size - b.size);
  const { workload } = workloads[Math.min(CANDIDATES - 1, Math.floor(progress * CANDIDATES))] ?? {
    workload: undefined,
  };
  const faults = choosePlan(
    drawn.map((pair) => pair[1]),
    smallestFaults(scenario),
    seed,
  );
  return { origin: GENERATED, workload, faults };
}
