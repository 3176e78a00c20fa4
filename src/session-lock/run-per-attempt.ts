import { answerAndCompact } from './answer-and-compact.ts';
import type { Turn } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import type { GatewaySettings } from './settings.ts';
import { readTranscript, saveTranscript } from './transcript.ts';
import { withSessionLock } from './with-session-lock.ts';

/** Takes the session's lock for each attempt, reads the session again under it, and releases it before the next. */
export function runPerAttempt(
  settings: GatewaySettings,
  parts: { policy: RotationPolicy; locks: SessionLocks },
  turn: Turn,
): Promise<{ answer: string }> {
  const use = { settings, ...parts, session: turn.session, by: turn.id };
  return rotateCandidates(use, (candidate) =>
    withSessionLock(use, async (path) => {
      const history = await readTranscript(path);
      const { answer, entries } = await answerAndCompact(use, candidate, turn, history);
      await saveTranscript(path, [...history, ...entries]);
      return { answer };
    }),
  );
}
