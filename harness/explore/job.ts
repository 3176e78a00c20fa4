import { deriveSeed } from '../engine/random.ts';
import type { Input } from '../scenario/lookup.ts';
import type { StrategyDefinition } from '../strategies/strategy-definition.ts';

/**
 * A job: one workload with its fault plan, and a slice of its schedules. Jobs are independent and depend on the options
 * and their index alone, so any worker may run any of them and the findings merge in order of index.
 */
export interface Job extends Input {
  readonly index: number;
  readonly strategy: StrategyDefinition;
  /** Depth of the bugs that the strategy looks for, if it heeds that. */
  readonly depth: number;
  readonly seed: number;
  readonly executionsMax: number;
  /** Steps of all executions together at most. */
  readonly stepsMax: number;
  /** From one execution whose trace class is worked out to the next: 1 is each. */
  readonly lookEvery: number;
  /** Whether it ends once nothing is left to decide. */
  readonly bails: boolean;
  /** Size of a workload that small-scope exploration has made; null for others. */
  readonly size: number | null;
}

/** Origin of a job that has nothing to do: the arbitrary has no more small values. */
export const NO_WORKLOAD = 'none';

/**
 * Seed of the randomness inside the `ordinal`th execution of a job. Exhaustive search executes prefixes again, so all its
 * executions share one; samples differ in that too.
 */
export function randomSeedOf(job: Job, ordinal: number): number {
  return deriveSeed(job.seed, job.strategy.facts.enumerates ? 0 : ordinal);
}
