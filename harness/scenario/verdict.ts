import type { Schedule } from '../engine/schedule.ts';
import type { How } from './how.ts';

/** One execution that breaks a property, as data: enough to run it again. */
export interface Counterexample {
  /** Name of the example that the workload and faults came from, or `generated`. */
  readonly origin: string;
  readonly workload: unknown;
  readonly faults: unknown;
  /** Seed of the execution's own randomness (Math.random, crypto, mkdtemp). */
  readonly randomSeed: number;
  readonly schedule: Schedule;
  /** The evidence in one sentence. */
  readonly message: string;
  /** Hash of the execution's trace: a replay of the same code must give it again. */
  readonly traceHash: string;
}

/** What an exploration says of one property of a scenario, the engine's own (`no-deadlock` ...) included. */
export interface Verdict {
  /** Its name. */
  readonly property: string;
  readonly kind: 'safety' | 'liveness';
  /** What the property promises: what the report itself documents, or what a user would want. */
  readonly level: 'documented' | 'strict';
  /**
   * Three verdicts, never two. `holds` says how it was established; `unknown` says which budget or bound ran out.
   * A violation is a value; an exception means that the harness itself is broken.
   */
  readonly verdict: 'holds' | 'violated' | 'unknown';
  /** How it was established, or why it is unknown. Reports write the sentences. */
  readonly how: How;
  /** Those that the exploration took. */
  readonly executions: number;
  /** How many of them put the property to the test; null for a property that does not say when that is (`applies`). */
  readonly exercised: number | null;
  /** The smallest execution found that breaks it; null unless it is violated. */
  readonly counterexample: Counterexample | null;
}

export type VerdictKind = Verdict['verdict'];
export type Level = Verdict['level'];

/** Why a violation that was found is none that anybody could replay. */
type Doubtful =
  /** No schedule decides it: alone, the same one does not break the property, or ends with `error`. */
  | { readonly kind: 'unconfirmed'; readonly error: string | null }
  /** Nobody has looked. */
  | { readonly kind: 'unexamined' };

/** The verdict on a property that an execution broke which may not be replayed. */
export function unconfirmed(verdict: Verdict, doubtful: Doubtful = { kind: 'unconfirmed', error: null }): Verdict {
  const { executions, how } = verdict;
  return { ...verdict, verdict: 'unknown', how: { ...doubtful, executions, shard: how.shard }, counterexample: null };
}
