import type { CandidateName } from './candidates.ts';

/** What the gateway reports about itself, for metrics and traces. `by` is the id of the turn or message concerned. */
export type GatewayEvent =
  | { readonly kind: 'lock-wanted'; readonly session: string; readonly by: string }
  | { readonly kind: 'lock-acquired'; readonly session: string; readonly by: string }
  | { readonly kind: 'lock-refused'; readonly session: string; readonly by: string }
  /** Sent before the lock is given back. */
  | { readonly kind: 'lock-released'; readonly session: string; readonly by: string }
  | { readonly kind: 'attempt-began'; readonly session: string; readonly by: string; readonly candidate: CandidateName }
  | {
      readonly kind: 'attempt-failed';
      readonly session: string;
      readonly by: string;
      readonly candidate: CandidateName;
      readonly cause: AttemptFailure;
    }
  | { readonly kind: 'answered'; readonly session: string; readonly by: string; readonly candidate: CandidateName };

/** What ended an attempt, as a metric counts it. */
export type AttemptFailure = 'timeout' | 'rate-limit' | 'provider-error' | 'session-locked' | 'other';
