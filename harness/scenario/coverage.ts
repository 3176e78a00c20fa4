/** What an exploration has seen of the traces that there are. */
export interface TraceCoverage {
  /** Executions whose class was worked out. */
  readonly looked: number;
  readonly classes: number;
  /** Classes that were seen in one execution only. */
  readonly once: number;
  /** Good's estimate of the probability that the next execution is of a class not seen yet: once / looked. */
  readonly unseen: number;
}

/** What an exploration has covered: what a verdict that something holds rests on. Plain data. */
export interface Coverage {
  /** Sampled executions, and the workloads that they were of. */
  readonly executions: number;
  readonly workloads: number;
  /** Of these executions those of each example, by its name; an example that had none is missing. */
  readonly examples: Readonly<Record<string, number>>;
  /**
   * Of each origin (an example, or `generated`) and each class of faults, as the scenario classes them, how many executions it had and
   * how many of them broke which property.
   */
  readonly tallies: readonly {
    readonly origin: string;
    /** Null: the scenario does not class them. */
    readonly faultClass: string | null;
    readonly executions: number;
    /** By property; those that nothing broke are missing. */
    readonly broken: Readonly<Record<string, number>>;
  }[];
  /** What the sampled executions saw of the traces that there are; null if none was looked at. */
  readonly traces: TraceCoverage | null;
  /** Workloads of which every schedule was executed, up to the order of independent steps. */
  readonly exhausted: Exhausted;
  /** What the guarantee of `pct` rests on. */
  readonly actorsMax: number;
  readonly stepsMax: number;
  /** Executions that each sampled workload had, at least. */
  readonly executionsEach: number;
  /** Whether the code keeps something of the first execution of a thread. */
  readonly isWarmed: boolean;
  /** Whether an execution drew randomness (Math.random, crypto, a power loss): all schedules are then those of one draw. */
  readonly hasDrawn: boolean;
  /**
   * What code was given whose value only the real world has, and no replay gives again: signatures with a random part, keys that
   * OpenSSL makes. Sorted.
   */
  readonly real: readonly string[];
  /** Whether actors of one process began in turns of their own: what only meets inside one turn was then not seen. */
  readonly hasOwnTurns: boolean;
}

/** The workloads of which every schedule was executed. */
export interface Exhausted {
  /** Names of examples. */
  readonly examples: readonly string[];
  /** Executions of those, each of another trace: one for all schedules that differ in the order of independent steps. */
  readonly traces: number;
  /** Generated workloads among them. */
  readonly generated: number;
  /** All generated workloads up to this size are among them; -1 if not even those of size 0. */
  readonly upToSize: number;
}
