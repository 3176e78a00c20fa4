import { open, readFile, stat, unlink } from 'node:fs/promises';
import {
  errorCode,
  type HeldLock,
  isProcessAlive,
  type LockOwner,
  lockPathOf,
  pollDelayMs,
  SessionLockedError,
  type SessionLocks,
  sleep,
} from './lock.ts';

/** A lock older than this is taken for a leftover even if some process has its pid. */
const STALE_MS = 30 * 60_000;

/**
 * The gateway's session lock: a file opened with `wx` that holds pid and creation time. Waiters poll, nobody queues.
 * A lock whose process is gone, or which is older than 30 minutes, is removed by whoever finds it.
 */
export const pidFileLock: SessionLocks = pidFileLocks({ staleMs: STALE_MS });

/** The same with an age of its own from which on a lock is anybody's. */
export function pidFileLocks({ staleMs }: { staleMs: number }): SessionLocks {
  return {
    async acquire(sessionPath, { timeoutMs }) {
      const lockPath = lockPathOf(sessionPath);
      const startedAt = Date.now();
      for (let attempt = 1; Date.now() - startedAt < timeoutMs; attempt++) {
        if (await tryCreate(lockPath)) return heldLock(lockPath);
        if (await isStale(lockPath, staleMs)) {
          await removeIfPresent(lockPath);
          continue;
        }
        await sleep(pollDelayMs(attempt));
      }
      throw new SessionLockedError(timeoutMs);
    },
  };
}

function heldLock(lockPath: string): HeldLock {
  return { release: () => removeIfPresent(lockPath) };
}

async function tryCreate(lockPath: string): Promise<boolean> {
  const handle = await openExclusively(lockPath);
  if (handle === undefined) return false;
  const owner: LockOwner = { pid: process.pid, createdAt: new Date().toISOString() };
  try {
    await handle.writeFile(JSON.stringify(owner));
  } catch (error) {
    await removeIfPresent(lockPath);
    throw error;
  } finally {
    await handle.close();
  }
  return true;
}

async function openExclusively(path: string): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  }
}

async function isStale(lockPath: string, staleMs: number): Promise<boolean> {
  try {
    const owner = parseOwner(await readFile(lockPath, 'utf8'));
    // Nobody to ask: the owner may be between creating the file and writing it, so only its age counts.
    if (owner === undefined) return Date.now() - (await stat(lockPath)).mtimeMs > staleMs;
    return !isProcessAlive(owner.pid) || Date.now() - Date.parse(owner.createdAt) > staleMs;
  } catch (error) {
    // Released since; the next poll will see.
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return JSON.parse(text) as LockOwner;
  } catch {
    return undefined;
  }
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
