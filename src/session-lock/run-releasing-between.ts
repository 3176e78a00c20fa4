import type { Turn } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { callModel } from './model-call.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import { type GatewaySettings, sessionPath } from './settings.ts';
import { type Entry, readTranscript, saveTranscript } from './transcript.ts';
import { answered } from './turn-entries.ts';
import { withSessionLock } from './with-session-lock.ts';

/**
 * The loop of before, with the lock let go between two candidates and taken again: what the turn works on stays what it
 * read at its beginning.
 */
export async function runReleasingBetween(
  settings: GatewaySettings,
  parts: { policy: RotationPolicy; locks: SessionLocks },
  turn: Turn,
): Promise<{ answer: string }> {
  const { session, id } = turn;
  let history: readonly Entry[] | undefined;
  return rotateCandidates({ settings, policy: parts.policy, session, by: id }, async (candidate) => {
    const answer = await withSessionLock({ settings, locks: parts.locks, session, by: id }, async (path) => {
      history ??= await readTranscript(path);
      const texts = history.map((entry) => entry.text);
      const answer = await callModel(settings.apiUrl, candidate, turn, texts);
      await saveTranscript(path, [...history, ...answered(turn, answer)]);
      return answer;
    });
    settings.log(`session lock released: ${sessionPath(settings, session)}`);
    return { answer };
  });
}
