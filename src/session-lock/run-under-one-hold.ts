import type { Turn } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { callModel } from './model-call.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import type { GatewaySettings } from './settings.ts';
import { readTranscript, saveTranscript } from './transcript.ts';
import { answered } from './turn-entries.ts';
import { withSessionLock } from './with-session-lock.ts';

/** Takes the session's lock once and keeps it through all candidates: nobody else can touch what the run has read. */
export function runUnderOneHold(
  settings: GatewaySettings,
  parts: { policy: RotationPolicy; locks: SessionLocks },
  turn: Turn,
): Promise<{ answer: string }> {
  const { session, id } = turn;
  return withSessionLock({ settings, locks: parts.locks, session, by: id }, async (path, held) => {
    const history = await readTranscript(path);
    const texts = history.map((entry) => entry.text);
    const answer = await rotateCandidates({ settings, policy: parts.policy, session, by: id }, (candidate) =>
      callModel(settings.apiUrl, candidate, turn, texts),
    );
    await held.ensureCurrent?.();
    await saveTranscript(path, [...history, ...answered(turn, answer)]);
    return { answer };
  });
}
