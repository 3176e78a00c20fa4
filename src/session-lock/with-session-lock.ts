import type { HeldLock, SessionLocks } from './lock.ts';
import { type GatewaySettings, LOCK_TIMEOUT_MS, sessionPath } from './settings.ts';

/** Who asks for which session's lock. */
export interface LockUse {
  readonly settings: GatewaySettings;
  readonly locks: SessionLocks;
  readonly session: string;
  readonly by: string;
}

/** Runs `work` while holding the session's lock, with the events around it. */
export async function withSessionLock<T>(use: LockUse, work: (path: string, held: HeldLock) => Promise<T>): Promise<T> {
  const { settings, session, by } = use;
  const path = sessionPath(settings, session);
  const held = await acquire(use, path);
  try {
    return await work(path, held);
  } finally {
    settings.onEvent?.({ kind: 'lock-released', session, by });
    await held.release();
  }
}

async function acquire(use: LockUse, path: string): ReturnType<SessionLocks['acquire']> {
  const { settings, locks, session, by } = use;
  settings.onEvent?.({ kind: 'lock-wanted', session, by });
  try {
    const held = await locks.acquire(path, { timeoutMs: LOCK_TIMEOUT_MS });
    settings.onEvent?.({ kind: 'lock-acquired', session, by });
    return held;
  } catch (error) {
    settings.onEvent?.({ kind: 'lock-refused', session, by });
    settings.log(`${session} ${by}: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}
