/** What is known about a failed attempt when the gateway decides whether to try the next candidate. */
export interface RotationInput {
  /** The attempt was stopped from this side: by the user, or by the gateway's own timer. */
  readonly aborted: boolean;
  /** The error is of a class that failover was made for. */
  readonly failoverFailure: boolean;
  readonly failoverReason: FailoverReason | null;
  /** The gateway's own timer ended the attempt. */
  readonly timedOut: boolean;
  /** It did so while the session was being compacted, not while the model answered. */
  readonly timedOutDuringCompaction: boolean;
}

/** Why an attempt failed, as failover classifies it. */
export type FailoverReason = 'rate_limit' | 'timeout' | 'server_error' | 'auth';

/** Whether a failed attempt is followed by one with the next profile or model. Pure: see the truth table. */
export type RotationPolicy = (input: RotationInput) => boolean;

/** The policy of the report before its fix: an attempt that timed out is retried with the next candidate. */
export const rotateOnTimeout: RotationPolicy = (input) =>
  isOrdinaryFailure(input) || (input.timedOut && !input.timedOutDuringCompaction);

/** The fix in the report's words: `timedOut` and reason `timeout` are both terminal. */
export const timeoutIsTerminal: RotationPolicy = (input) => {
  if (input.timedOut || input.failoverReason === 'timeout') return false;
  return isOrdinaryFailure(input);
};

/**
 * The code that the report's page suggests. It is not what the words say: `&&` binds tighter than `||`, so reason
 * `timeout` is excluded only where `failoverFailure` is false, and a timeout without a reason still rotates.
 */
export const rotateAsSuggested: RotationPolicy = (input) => {
  const hasOtherReason = input.failoverReason !== null && input.failoverReason !== 'timeout';
  const failed = !input.aborted && (input.failoverFailure || hasOtherReason);
  return failed || (input.timedOut && !input.timedOutDuringCompaction && input.failoverReason !== 'timeout');
};

function isOrdinaryFailure(input: RotationInput): boolean {
  return !input.aborted && (input.failoverFailure || input.failoverReason !== null);
}
