import { appendFile } from 'node:fs/promises';
import { answerAndCompact } from './answer-and-compact.ts';
import type { Message, Turn } from './gateway.ts';
import { SessionLockedError, type SessionLocks } from './lock.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import { type GatewaySettings, sessionPath } from './settings.ts';
import { type Entry, readTranscript } from './transcript.ts';
import { withSessionLock } from './with-session-lock.ts';

/** A finished answer is worth waiting for: a minute of refusals before it is given up. */
const COMMIT_TRIES_MAX = 6;

interface Parts {
  readonly policy: RotationPolicy;
  readonly locks: SessionLocks;
}

/**
 * Asks the model without any lock and takes it only to append. Nothing that somebody else wrote meanwhile is lost,
 * because nothing is ever rewritten. The price: the answer does not know messages that arrived while it was made, and
 * stands after them in the session.
 */
export async function runWithoutHold(settings: GatewaySettings, parts: Parts, turn: Turn): Promise<{ answer: string }> {
  const use = { settings, ...parts, session: turn.session, by: turn.id };
  const history = await readTranscript(sessionPath(settings, turn.session));
  const { answer, entries } = await rotateCandidates(use, (candidate) =>
    answerAndCompact(use, candidate, turn, history),
  );
  await commit(settings, parts, turn, entries);
  return { answer };
}

/** A message needs no model to get into its session, so a locked session costs no candidate. */
export function deliverDirectly(settings: GatewaySettings, parts: Parts, message: Message): Promise<void> {
  const { session, id, text } = message;
  return append(settings, parts, { session, by: id }, [{ id, role: 'user', text }]);
}

async function commit(settings: GatewaySettings, parts: Parts, turn: Turn, entries: readonly Entry[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await append(settings, parts, { session: turn.session, by: turn.id }, entries);
      return;
    } catch (error) {
      if (!(error instanceof SessionLockedError) || tries === COMMIT_TRIES_MAX) throw error;
    }
  }
}

/** Adds entries to the end of the session, whatever others wrote there before. */
export function append(
  settings: GatewaySettings,
  parts: Parts,
  use: { session: string; by: string },
  entries: readonly Entry[],
): Promise<void> {
  // A crash may have left half a line at the end, so each entry brings a line break of its own in front.
  const lines = entries.map((entry) => `\n${JSON.stringify(entry)}\n`).join('');
  return withSessionLock({ settings, locks: parts.locks, ...use }, (path) => appendFile(path, lines));
}
