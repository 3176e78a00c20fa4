/** The named bounds of one execution. Hitting one ends it and makes verdicts `unknown`, with the bound's name as reason. */
export interface Limits {
  /** Steps of one execution. */
  readonly stepsMax: number;
  /** Operations pending at one time. */
  readonly pendingMax: number;
  /** Virtual time of one execution, in ms. */
  readonly virtualMsMax: number;
}

/**
 * Rejections and exceptions of one execution that no code handles: more of them say nothing new. A bound as those are, under
 * the name `unhandledMax`.
 */
export const UNHANDLED_MAX = 1_000;

export const DEFAULT_LIMITS: Limits = {
  stepsMax: 20_000,
  pendingMax: 10_000,
  virtualMsMax: 7 * 24 * 3_600_000,
};
