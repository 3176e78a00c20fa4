import type { ErrorCode } from '../engine/errors.ts';
import type { Limits } from '../engine/limits.ts';
import type { Coverage } from './coverage.ts';

/** Why executions say nothing about any property, in words, with the code to search for. */
export interface Doubt {
  readonly code: ErrorCode;
  readonly says: string;
}

/** One of several parts of an exploration, made apart: part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What a verdict that something holds rests on. */
export interface Established {
  /**
   * `exhaustive`: every schedule of each of `examples` was executed, up to the order of independent steps. `sampled`: some
   * schedules were; `coverage` says which workloads were covered whole all the same.
   */
  readonly kind: 'exhaustive' | 'sampled';
  /** Of the scenario; of a shard those that it has, if it has covered any. */
  readonly examples: readonly string[];
  readonly coverage: Coverage;
  /** How further schedules were drawn, and what is known of that way. */
  readonly strategy: {
    readonly name: string;
    /** Whether it walks through all schedules instead of drawing some. */
    readonly enumerates: boolean;
    /** Its executions depend on those before, which Good's estimate takes not to be so. */
    readonly learns: boolean;
    /** One execution stands for all schedules that differ in the order of independent steps. */
    readonly reduces: boolean;
  };
  /** What its executions show if it is there, and how probably at least (0 to 1); null if no theorem says so. */
  readonly guarantee: { readonly shows: string; readonly probability: number } | null;
}

/** Executions broke it. */
export interface Found {
  readonly kind: 'found';
  /** How many there were in all. */
  readonly executions: number;
  /** How many of them broke it. */
  readonly times: number;
  /** Where the first was met, in order of the exploration's jobs, whoever made them and when. */
  readonly first: {
    /** Which execution of all, from 1. */
    readonly execution: number;
    /** The workload: name of an example, or `generated`. */
    readonly origin: string;
    /** What chose its schedule: name of a strategy, or `default order`. */
    readonly strategy: string;
  };
}

/** Why a verdict is unknown: which budget, bound or leak. */
export type Unknown =
  /** Something happened that no seam controls, or that the harness refused. */
  | ({ readonly kind: 'doubt' } & Doubt)
  /** A named bound ended executions. */
  | {
      readonly kind: 'bound';
      readonly bound: keyof Limits | 'unhandledMax';
      readonly value: number;
      readonly times: number;
      readonly executions: number;
    }
  /** A step never returned. */
  | { readonly kind: 'stuck'; readonly message: string }
  /** The engine failed, or the thread that executed ended. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'interrupted'; readonly executions: number }
  /** There are more shards than jobs. */
  | { readonly kind: 'no-jobs' }
  | { readonly kind: 'nothing-executed' }
  /** Why an exhaustive exploration that came to its end proves nothing. */
  | { readonly kind: 'incomplete'; readonly says: string }
  | { readonly kind: 'schedules-budget'; readonly schedules: number }
  | { readonly kind: 'time-budget'; readonly seconds: number; readonly jobs: number; readonly jobsPlanned: number }
  /** The property itself could not decide some executions; `reason` is that of the first. */
  | { readonly kind: 'undecided'; readonly reason: string; readonly times: number; readonly executions: number }
  /** No execution put it to the test, as its `applies` says. */
  | { readonly kind: 'vacuous'; readonly executions: number }
  /** There was nothing left to decide: every declared property was broken by then. */
  | { readonly kind: 'bail'; readonly executions: number }
  /** An execution broke it, and there was no time to see whether the schedule alone does. */
  | { readonly kind: 'unexamined'; readonly executions: number }
  /** An execution broke it, and the same schedule does not in a new thread: no schedule decides it. */
  | {
      readonly kind: 'unconfirmed';
      readonly executions: number;
      /** What it ends with there, if it cannot be executed. */
      readonly error: string | null;
    };

/** What a verdict rests on. */
export type How = (Established | Found | Unknown) & {
  /** Null: the whole exploration. */
  readonly shard: Shard | null;
};
