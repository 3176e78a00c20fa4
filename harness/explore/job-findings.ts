import type { CostSamples } from '../run/cost-meter.ts';
import type { FoundViolation } from '../run/found-violation.ts';
import type { Doubt } from '../scenario/how.ts';
import type { ClassCounts } from './trace-classes.ts';

/** Executions that a property could not be decided on. */
export interface Undecidable {
  readonly property: string;
  /** Of the first of them. */
  readonly reason: string;
  readonly times: number;
}

/** What the executions of a job say of a property that some of them broke: the one that took the fewest steps, and counts. */
export interface JobViolation extends FoundViolation {
  /** Position in the job of the first that broke it; `execution` is that of the shortest. */
  readonly first: number;
  /** How many broke it. */
  readonly times: number;
}

/** Adds to what is known of a property: the reason stays that of the first. */
export function addUndecidable(known: Map<string, Undecidable>, { property, reason, times }: Undecidable): void {
  const before = known.get(property);
  known.set(property, { property, reason: before?.reason ?? reason, times: (before?.times ?? 0) + times });
}

/** Adds a leak that is not known yet. */
export function addLeak(known: Map<string, Doubt>, leak: Doubt): void {
  const text = `${leak.code}: ${leak.says}`;
  if (!known.has(text)) known.set(text, leak);
}

/** What one job found. Plain data: it crosses worker boundaries. */
export interface JobFindings {
  readonly index: number;
  readonly origin: string;
  readonly size: number | null;
  /** As the scenario classes the job's workload and faults; null if it does not. */
  readonly faultClass: string | null;
  /** Name of the strategy that chose, the first execution of a job that draws schedules excepted: that is the default order. */
  readonly strategy: string;
  /** Whether every schedule was to be executed. */
  readonly isProof: boolean;
  readonly executions: number;
  readonly steps: number;
  /** Digest of every execution's trace hash, in order. */
  readonly traceHash: string;
  /** Trace hash of the first execution, which of a job that draws schedules is the default order; null if there was none. */
  readonly first: string | null;
  /** The violation of each property that took the fewest steps in this job, the earliest of those. */
  readonly violations: readonly JobViolation[];
  /** Executions that put a property to the test, by property; of those only that say when that is. */
  readonly exercised: Readonly<Record<string, number>>;
  readonly undecided: readonly Undecidable[];
  /** Executions that a named bound ended, by bound. */
  readonly bounds: Readonly<Record<string, number>>;
  /** Whether the strategy had nothing left to explore: for an exhaustive job, a proof within bounds. */
  readonly isExhausted: boolean;
  /** What was uncontrolled or refused, each once. */
  readonly leaks: readonly Doubt[];
  /** Empty unless costs were asked for. */
  readonly costs: CostSamples;
  /** Trace classes of the executions that were looked at; none for exhaustive jobs, which execute each once. */
  readonly classes: ClassCounts;
  /** Most actors and most steps of an execution: what the guarantee of `pct` depends on. */
  readonly actorsMax: number;
  readonly stepsMax: number;
  /** Executions of an exhaustive job that repeated others. */
  readonly repeated: number;
  /** Why an exhaustive job proves nothing though it came to its end. */
  readonly incomplete: string | null;
  /** Where a prefix of a schedule that an exhaustive job repeated went another way. */
  readonly unrepeatable: string | null;
  /** Whether the code kept something of the first execution of its thread, which all later ones then began with. */
  readonly isWarmed: boolean;
  /** An execution drew randomness. */
  readonly hasDrawn: boolean;
  /** What executions were given that only the real world has: `crypto.sign`. Sorted. */
  readonly real: readonly string[];
  /** In an execution, two actors of one process began in turns of their own. */
  readonly hasOwnTurns: boolean;
  /** An execution began something that no seam controls: it ended the job, and ends the exploration. */
  readonly hasReachedOut: boolean;
}
