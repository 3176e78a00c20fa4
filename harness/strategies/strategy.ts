import type { Operation } from '../operation.ts';

/** What a strategy sees at a decision. The arrays are reused: read them, do not keep them. */
export interface Decision {
  /** The enabled set in order of issue; only the first `count` entries are valid. */
  readonly enabled: readonly Operation[];
  readonly count: number;
  /** Index in `enabled` of the step that the default order takes. */
  readonly defaultIndex: number;
  /** Steps taken so far. */
  readonly steps: number;
}

/** Answers one question: which enabled operation next? Replaying, recording and reducing are built around it. */
export interface Strategy {
  /** The name by which a user picks it. */
  readonly name: string;
  /** Prepares the next execution. False when nothing is left to explore. */
  begin(): boolean;
  /** Index in `decision.enabled`. Called only when at least two operations are enabled. */
  choose(decision: Decision): number;
}
