import type { Strategy } from '../engine/strategy.ts';

/** What holds of a strategy whatever it explores. Plans, verdicts and reports ask for these, never for a name. */
export interface StrategyFacts {
  /**
   * It walks through all schedules of a workload instead of drawing some: `begin` says false when none is left, and a
   * property that holds until then holds. It explores the examples, one job each, and no generated workloads.
   */
  readonly enumerates: boolean;
  /**
   * What it draws follows what its earlier executions showed, so that these are no independent samples: the share of new
   * traces that is estimated from them (Good 1953) is then called rough.
   */
  readonly learns: boolean;
  /** It executes one schedule of each trace only, not each order of independent steps: what it counts is called traces. */
  readonly reduces: boolean;
  /** It starves nobody: an operation that stays enabled is chosen in the end, whatever others go on doing. */
  readonly isFair: boolean;
}

/** What `make` is given. */
export interface StrategySettings {
  /** Decides everything that the strategy draws: any 32 bits. Another one for each job. */
  readonly seed: number;
  /** Depth of the bugs to look for, at least 1: ordering constraints that one needs. */
  readonly depth: number;
}

/** What the sampled executions were like, as far as a guarantee rests on it. */
export interface Sampled {
  readonly depth: number;
  /** Most actors of an execution. */
  readonly actorsMax: number;
  /** Most steps of an execution. */
  readonly stepsMax: number;
  /** Executions that each workload had, at least. */
  readonly executionsEach: number;
}

/** What the executions of a workload show if it is there, and how probably at least: 0 to 1. */
export interface Guarantee {
  /** As in "a bug of depth 3". */
  readonly shows: string;
  readonly probability: number;
}

/** A strategy as the catalogue lists it. It stands in the strategy's own file. */
export interface StrategyDefinition {
  /** By which a user picks it: kebab-case, the paper's word for it. */
  readonly name: string;
  /** One line for --help and the README. */
  readonly says: string;
  /** The settings beside the seed that it heeds. */
  readonly options: readonly Exclude<keyof StrategySettings, 'seed'>[];
  readonly facts: StrategyFacts;
  /** Called once for each job, which explores one workload. */
  readonly make: (settings: StrategySettings) => Strategy;
  /** For a strategy whose paper proves one. */
  readonly guarantee?: (sampled: Sampled) => Guarantee;
}

/** Depth of the bugs that are looked for unless told otherwise: most known concurrency bugs have one of at most 3. */
export const DEFAULT_DEPTH = 3;
