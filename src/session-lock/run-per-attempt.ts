import type { Turn } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { callModel } from './model-call.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import type { GatewaySettings } from './settings.ts';
import { readTranscript, saveTranscript } from './transcript.ts';
import { answered } from './turn-entries.ts';
import { withSessionLock } from './with-session-lock.ts';

/** Takes the session's lock for each attempt, reads the session again under it, and releases it before the next. */
export function runPerAttempt(
  settings: GatewaySettings,
  parts: { policy: RotationPolicy; locks: SessionLocks },
  turn: Turn,
): Promise<{ answer: string }> {
  const { session, id } = turn;
  return rotateCandidates({ settings, policy: parts.policy, session, by: id }, (candidate) =>
    withSessionLock({ settings, locks: parts.locks, session, by: id }, async (path) => {
      const history = await readTranscript(path);
      const answer = await callModel(
        settings.apiUrl,
        candidate,
        turn,
        history.map((entry) => entry.text),
      );
      await saveTranscript(path, [...history, ...answered(turn, answer)]);
      return { answer };
    }),
  );
}
