import { answerAndCompact } from './answer-and-compact.ts';
import type { Turn } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import { type GatewaySettings, sessionPath } from './settings.ts';
import { type Entry, readTranscript, saveTranscript } from './transcript.ts';
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
  const use = { settings, ...parts, session: turn.session, by: turn.id };
  let history: readonly Entry[] | undefined;
  return rotateCandidates(use, async (candidate) => {
    const answer = await withSessionLock(use, async (path) => {
      history ??= await readTranscript(path);
      const { answer, entries } = await answerAndCompact(use, candidate, turn, history);
      await saveTranscript(path, [...history, ...entries]);
      return answer;
    });
    settings.log(`session lock released: ${sessionPath(settings, turn.session)}`);
    return { answer };
  });
}
