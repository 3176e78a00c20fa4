import type { SessionLocks } from './lock.ts';

/** How long anybody waits for a lock before saying so. */
const ACQUIRE_TIMEOUT_MS = 5_000;

/** The same locks for callers with less patience: a session that stays locked is reported sooner. */
export function withAcquireTimeout(locks: SessionLocks): SessionLocks {
  return {
    acquire: (sessionPath, { timeoutMs }) =>
      locks.acquire(sessionPath, { timeoutMs: Math.min(timeoutMs, ACQUIRE_TIMEOUT_MS) }),
  };
}
