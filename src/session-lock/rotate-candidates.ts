import { type Candidate, candidateName, rotationStep } from './candidates.ts';
import type { AttemptFailure } from './events.ts';
import { FailoverError } from './gateway.ts';
import { SessionLockedError } from './lock.ts';
import { ModelCallError } from './model-call.ts';
import type { RotationInput, RotationPolicy } from './rotation-policy.ts';
import type { GatewaySettings } from './settings.ts';

/** Tries the candidates in order until one succeeds or the policy says that no other may follow. */
export async function rotateCandidates<T>(
  task: { settings: GatewaySettings; policy: RotationPolicy; session: string; by: string },
  attempt: (candidate: Candidate) => Promise<T>,
): Promise<T> {
  const { settings, session, by } = task;
  const { candidates } = settings;
  let candidate = candidates[0];
  for (let tried = 1; ; tried++) {
    const name = candidateName(candidate);
    settings.onEvent?.({ kind: 'attempt-began', session, by, candidate: name });
    try {
      const result = await attempt(candidate);
      settings.onEvent?.({ kind: 'answered', session, by, candidate: name });
      return result;
    } catch (error) {
      settings.onEvent?.({ kind: 'attempt-failed', session, by, candidate: name, cause: causeOf(error) });
      if (isOwnTimeout(error)) settings.log(`embedded run timeout: ${session} ${by} candidate=${name}`);
      const next = candidates[tried];
      if (next === undefined || !task.policy(rotationInput(error))) {
        throw new FailoverError(candidates.slice(0, tried), candidates.length, error);
      }
      settings.log(`${rotationStep(candidate, next)}: ${session} ${by} ${name} -> ${candidateName(next)}`);
      candidate = next;
    }
  }
}

/** How the gateway understands an error: by class where it knows it, otherwise by its text. */
export function rotationInput(error: unknown): RotationInput {
  if (error instanceof ModelCallError) {
    const { timedOut, timedOutDuringCompaction, reason } = error;
    return {
      aborted: timedOut,
      failoverFailure: !timedOut && reason !== null,
      failoverReason: reason,
      timedOut,
      timedOutDuringCompaction,
    };
  }
  const saysTimeout = error instanceof Error && /time(d )?out/i.test(error.message);
  return {
    aborted: false,
    failoverFailure: saysTimeout,
    failoverReason: saysTimeout ? 'timeout' : null,
    timedOut: false,
    timedOutDuringCompaction: false,
  };
}

function isOwnTimeout(error: unknown): boolean {
  return error instanceof ModelCallError && error.timedOut;
}

function causeOf(error: unknown): AttemptFailure {
  if (error instanceof SessionLockedError) return 'session-locked';
  if (!(error instanceof ModelCallError)) return 'other';
  if (error.timedOut || error.reason === 'timeout') return 'timeout';
  return error.reason === 'rate_limit' ? 'rate-limit' : 'provider-error';
}
