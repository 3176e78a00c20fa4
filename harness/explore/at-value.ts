import fc from 'fast-check';
import { RacelineError } from '../engine/errors.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A value of one of a scenario's ranges. */
export interface RangeValue {
  readonly range: string;
  readonly value: number;
}

/**
 * The scenario with one workload and no other: what it makes of this value. Throws ERR_USAGE for a range that it has not, and
 * ERR_BAD_SCENARIO_MODULE if its own code throws.
 */
export function scenarioAt(scenario: Scenario, { range: name, value }: RangeValue): Scenario {
  const { ranges = {} } = scenario;
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (range === undefined) throw unknownRange(scenario.name, name, Object.keys(ranges));
  const { workload, faults } = made(scenario, name, () => range.at(value));
  return {
    ...scenario,
    examples: { [`${name} ${value}`]: { workload, faults } },
    workload: fc.constant(workload),
    faults: fc.constant(faults),
  };
}

export function unknownRange(scenario: string, asked: string, known: readonly string[]): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `scenario ${scenario} has no range "${asked}"`,
    why: known.length === 0 ? 'it declares none' : `it has ${known.join(', ')}`,
    next: 'See raceline list SCENARIO.',
  });
}

function made<T>(scenario: Scenario, range: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = `range ${range} of scenario ${scenario.name} makes no workload`;
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', { what, why, next: 'Mend its `at`.' }, error);
  }
}
