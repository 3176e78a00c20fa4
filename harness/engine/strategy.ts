import type { Actor, Operation } from './operation.ts';
import type { StepLog } from './step-log.ts';

/** What a strategy sees at a decision. The arrays are reused: read them, do not keep them. */
export interface Decision {
  /** The enabled set in order of issue; only the first `count` entries are valid. */
  readonly enabled: readonly Operation[];
  readonly count: number;
  /** Index in `enabled` of the step that the default order takes. */
  readonly defaultIndex: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Virtual time in ms: operations with `earliest` beyond it have to wait. */
  readonly now: number;
  /** The actor that made the last step. */
  readonly lastActor: Actor | null;
}

/** Answers one question: which enabled operation next? Replaying, recording and reducing are built around it. */
export interface Strategy {
  /** The name by which a user picks it. */
  readonly name: string;
  /** Prepares the next execution. False when nothing is left to explore. */
  begin(): boolean;
  /** Index in `decision.enabled`. Called only when at least two operations are enabled, unless `seesEveryStep`. */
  choose(decision: Decision): number;
  /** Whether `choose` is called for steps without a choice too. */
  readonly seesEveryStep?: boolean;
  /** Where the execution writes what its steps touch, for a strategy that works on that. */
  readonly log?: StepLog;
  /** Set when something was left out: then having nothing left to explore proves nothing. Says why. */
  readonly isIncomplete?: string | null;
  /** Executions so far that repeated what others had shown. */
  readonly repeated?: number;
  /** The execution is over after so many steps. */
  end?(steps: number): void;
}
