import type { Limits } from '../engine/limits.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { EXHAUSTIVE } from '../strategies/exhaustive.ts';
import type { StrategyDefinition } from '../strategies/strategy-definition.ts';

/** What a user asks of an exploration. Everything that decides its findings, and nothing else. */
export interface ExploreOptions {
  /** Decides everything that is drawn: workloads, faults, schedules, randomness (default 1). */
  readonly seed: number;
  /** How to explore: a name of the catalogue (strategies/catalogue.ts), or a definition of one's own. */
  readonly strategy: string | StrategyDefinition;
  /** Depth of the bugs that a strategy with the option `depth` looks for (default 3). */
  readonly depth?: number;
  /** Sampled executions at most; of a strategy that enumerates, all of them. */
  readonly schedulesMax: number;
  /**
   * Steps that may be spent on exploring one workload exhaustively, beside the sampling: each example, then the smallest
   * generated workloads. One that is estimated to take far more is given up early. 0 (the default): none is.
   */
  readonly proofStepsMax?: number;
  /** How many of the smallest generated workloads that are (default 24). */
  readonly smallWorkloads?: number;
  /**
   * Whether exploring ends once nothing is left to decide: every declared property is broken, or a named bound or a leak
   * means that none can be said to hold. What is then open is `unknown`.
   */
  readonly bail?: boolean;
  /** Bounds of each execution that differ from the scenario's. */
  readonly limits?: Partial<Limits>;
  /** Whether the scenario's costs are measured in every execution. */
  readonly measuresCosts?: boolean;
  /**
   * `real`: what is done to files is done in a temporary folder too, by real system calls, which the code under test gets the results
   * of. The findings are the same, or the difference is named and they are `unknown`. Default: as the scenario says.
   */
  readonly disk?: 'simulated' | 'real';
  /** Whether each schedule is executed twice, to see that nothing else decides what happens. */
  readonly checksDeterminism?: boolean;
}

/** Options as they cross threads and stand in files: the strategy by name, or by the path of a module that exports it. */
export interface PortableOptions extends Omit<ExploreOptions, 'strategy'> {
  readonly strategy: string;
}

export const DEFAULT_STRATEGY = 'portfolio';

export const DEFAULT_OPTIONS: ExploreOptions = { seed: 1, strategy: DEFAULT_STRATEGY, schedulesMax: 10_000 };

/** Explores workloads exhaustively beside a strategy that draws schedules. */
export const PROVER: StrategyDefinition = EXHAUSTIVE;

/** The strategy with which these options explore all schedules of a workload, if of any. */
export function proverOf({ strategy }: Pick<ExploreOptions, 'strategy'>): StrategyDefinition {
  const chosen = strategyOf(strategy);
  return chosen.facts.enumerates ? chosen : PROVER;
}
