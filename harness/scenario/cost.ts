import type { Env } from './env.ts';

/**
 * What an implementation pays, in virtual time, measured over the same workloads and fault plans for all of them.
 * A cost is no verdict: it stands beside the verdicts so that a maintainer can choose.
 */
export interface Cost<State> {
  /** `latency`, `requests refused`: the metric is this and the figure, `latency p99`. */
  readonly name: string;
  /** Of the samples; `ms` is virtual time. */
  readonly unit: 'ms' | 'count' | 'bytes';
  /** What is counted or timed, in one sentence. */
  readonly says: string;
  /**
   * Whether it counts work that was refused, lost or not done: an implementation that has more of it than the one compared with
   * has its times marked, for it does less.
   */
  readonly isLoss?: true;
  /** How the samples of one implementation become figures. `mean` is over samples: one an execution for a count. */
  readonly figures: readonly ('mean' | 'p50' | 'p99' | 'max')[];
  /**
   * The samples of one execution, whole numbers not below zero; none when the execution says nothing of it. Called once,
   * after the properties were judged, also when the execution broke some. Must not change anything.
   */
  measure(state: State, env: Env): number | readonly number[];
}

export type CostFigure = Cost<unknown>['figures'][number];
