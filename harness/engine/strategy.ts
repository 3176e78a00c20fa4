import type { Actor, Operation } from './operation.ts';
import type { StepLog } from './step-log.ts';

/** What a strategy sees at a decision. The arrays are reused: read them, do not keep them. */
export interface Decision {
  /** The enabled set in order of issue; only the first `count` entries are valid. */
  readonly enabled: readonly Operation[];
  readonly count: number;
  /** Index in `enabled` of the step that the default order takes, which preempts nobody. Worked out when asked for. */
  readonly defaultIndex: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Virtual time in ms: operations with `earliest` beyond it have to wait. */
  readonly now: number;
  /** The actor that made the last step; null before the first. */
  readonly lastActor: Actor | null;
}

/**
 * Answers one question: which enabled operation next? One object explores one workload, execution after execution, each
 * from `begin` to `end`. Where schedules are drawn, the first execution is the default order and `choose` is not called.
 * What holds of a strategy as a whole (its name, whether it walks through all schedules) stands in its definition: see
 * strategies/strategy-definition.ts.
 */
export interface Strategy {
  /** Prepares the next execution. False when nothing is left to explore; a strategy that draws never says so. */
  begin(): boolean;
  /** Index in `decision.enabled`, below `decision.count`. Called when at least two operations are enabled. */
  choose(decision: Decision): number;
  /** The execution is over after `steps` steps. Not called for one that something broke off. */
  end(steps: number): void;
  /** Whether `choose` is called for steps without a choice too, where 0 is the only answer. */
  readonly seesEveryStep?: boolean;
  /**
   * For a strategy that walks through all schedules: why nothing being left proves nothing, in a few words ("more than
   * 200000 prefixes"). Null or absent as long as nothing was left out.
   */
  readonly isIncomplete?: string | null;
  /**
   * For a strategy that executes prefixes of schedules again: where one went another way, in a few words. Then something
   * decides that no schedule does.
   */
  readonly unrepeatable?: string | null;
  /** For a strategy that walks through all schedules: executions so far that repeated what others had shown. */
  readonly repeated?: number;
  /** For a strategy that walks through all schedules: the share of them, from 0 to 1, that it estimates to have executed. */
  readonly explored?: number;
  /** @internal Where the execution writes what its steps touch: what partial-order reduction works on. */
  readonly log?: StepLog;
}
