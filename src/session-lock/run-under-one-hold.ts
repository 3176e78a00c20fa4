import { answerAndCompact } from './answer-and-compact.ts';
import type { Turn } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import type { GatewaySettings } from './settings.ts';
import { readTranscript, saveTranscript } from './transcript.ts';
import { withSessionLock } from './with-session-lock.ts';

/** Takes the session's lock once and keeps it through all candidates: nobody else can touch what the run has read. */
export function runUnderOneHold(
  settings: GatewaySettings,
  parts: { policy: RotationPolicy; locks: SessionLocks },
  turn: Turn,
): Promise<{ answer: string }> {
  const use = { settings, ...parts, session: turn.session, by: turn.id };
  return withSessionLock(use, async (path, held) => {
    const history = await readTranscript(path);
    const { answer, entries } = await rotateCandidates(use, (candidate) =>
      answerAndCompact(use, candidate, turn, history),
    );
    await held.ensureCurrent?.();
    await saveTranscript(path, [...history, ...entries]);
    return { answer };
  });
}
