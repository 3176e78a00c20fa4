import { appendFile } from 'node:fs/promises';
import type { Message } from './gateway.ts';
import type { SessionLocks } from './lock.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import type { GatewaySettings } from './settings.ts';
import { withSessionLock } from './with-session-lock.ts';

/**
 * A message goes the way of a turn: through the loop over the candidates, because it will be answered by one of them.
 * So a session that stays locked looks like a candidate that failed.
 */
export function deliverWithFailover(
  settings: GatewaySettings,
  parts: { policy: RotationPolicy; locks: SessionLocks },
  message: Message,
): Promise<void> {
  const { session, id, text } = message;
  return rotateCandidates({ settings, policy: parts.policy, session, by: id }, () =>
    withSessionLock({ settings, locks: parts.locks, session, by: id }, async (path, held) => {
      await held.ensureCurrent?.();
      await appendFile(path, `${JSON.stringify({ id, role: 'user', text })}\n`);
    }),
  );
}
