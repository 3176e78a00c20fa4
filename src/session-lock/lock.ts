/** The write lock of a session, held by one process at a time. */
export interface HeldLock {
  release(): Promise<void>;
  /** Where a lock can be lost while it is held: throws LeaseLostError if it was. Call before writing. */
  ensureCurrent?(): Promise<void>;
}

/** A way to lock a session file against other processes. */
export interface SessionLocks {
  /** Waits at most `timeoutMs` for the lock of `sessionPath`; throws SessionLockedError after that. */
  acquire(sessionPath: string, options: { timeoutMs: number }): Promise<HeldLock>;
}

/** What a lock file says about its owner. */
export interface LockOwner {
  readonly pid: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Somebody else kept the lock for longer than this caller was willing to wait. */
export class SessionLockedError extends Error {
  override readonly name = 'SessionLockedError';

  constructor(timeoutMs: number) {
    super(`session file locked (timeout ${timeoutMs}ms)`);
  }
}

/** The lease ran out, and somebody else has the session now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor() {
    super('the lease of the session ran out before its answer was written');
  }
}

export function lockPathOf(sessionPath: string): string {
  return `${sessionPath}.lock`;
}

/** Whether a process with this pid exists, ours or anybody's. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Pause before poll `attempt` + 1: short at first, a second at most. */
export function pollDelayMs(attempt: number): number {
  return Math.min(1_000, 50 * attempt);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
