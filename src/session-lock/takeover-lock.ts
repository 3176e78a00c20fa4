import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import {
  errorCode,
  type HeldLock,
  isProcessAlive,
  type LockOwner,
  lockPathOf,
  SessionLockedError,
  type SessionLocks,
  sleep,
} from './lock.ts';

interface Claim extends LockOwner {
  /** Tells this acquisition from every other one, for ever. */
  readonly nonce: string;
}

/** Short, because holds are short too. */
const POLL_MS_MAX = 250;
/** Owners found dead one behind the other in one takeover; more than this is left to the next poll. */
const SUCCESSION_MAX = 16;

/**
 * The session lock at the same path as the pid file, made safe against `kill -9` at any moment and several finders.
 * 1. A claim appears with its content (written aside, then linked), so there is no lock without a known owner.
 * 2. A dead owner's lock is never removed, only replaced, and the right to replace it is itself claimed exclusively: by
 *    linking `<lock>.after-<nonce of the dead owner>`. A finder that dies holding that right is succeeded likewise.
 * Invariant: while the lock names nonce x, `after-x` is not deleted; and the lock never names x again after another.
 * So whoever has linked `after-x` and then still reads x in the lock is the only one that may replace it.
 */
export const takeoverLock: SessionLocks = {
  async acquire(sessionPath, { timeoutMs }) {
    const lockPath = lockPathOf(sessionPath);
    const claim: Claim = { pid: process.pid, createdAt: new Date().toISOString(), nonce: randomUUID() };
    const card = cardOf(lockPath, claim);
    await writeFile(card, JSON.stringify(claim), { flag: 'wx' });
    try {
      await waitForLock(lockPath, card, timeoutMs);
      return heldLock(lockPath);
    } finally {
      await removeIfPresent(card);
    }
  },
};

function heldLock(lockPath: string): HeldLock {
  return { release: () => removeIfPresent(lockPath) };
}

async function waitForLock(lockPath: string, card: string, timeoutMs: number): Promise<void> {
  const startedAt = Date.now();
  for (let attempt = 1; ; attempt++) {
    if (await tryLink(card, lockPath)) return;
    const owner = await readClaim(lockPath);
    if (owner !== undefined && !isProcessAlive(owner.pid) && (await tryTakeOver(lockPath, card, owner))) return;
    if (Date.now() - startedAt >= timeoutMs) throw new SessionLockedError(timeoutMs);
    await sleep(Math.min(POLL_MS_MAX, 50 * attempt));
  }
}

/** Replaces the lock of a dead owner. False: somebody else does or has done. */
async function tryTakeOver(lockPath: string, card: string, owner: Claim): Promise<boolean> {
  const dead: Claim[] = [owner];
  for (let last = owner; dead.length <= SUCCESSION_MAX; ) {
    const right = rightToReplace(lockPath, last);
    if (await tryLink(card, right)) return replaceLock(lockPath, card, dead);
    const successor = await readClaim(right);
    if (successor === undefined || isProcessAlive(successor.pid)) return false;
    dead.push(successor);
    last = successor;
  }
  return false;
}

/** Called with the right to replace the last of `dead`, each of which had the right to replace the one before. */
async function replaceLock(lockPath: string, card: string, dead: readonly Claim[]): Promise<boolean> {
  const now = await readClaim(lockPath);
  const isStillTheirs = dead.some((claim) => claim.nonce === now?.nonce);
  if (isStillTheirs) await rename(card, lockPath);
  const rights = isStillTheirs ? dead : dead.slice(-1);
  for (const claim of rights) await removeIfPresent(rightToReplace(lockPath, claim));
  if (isStillTheirs) for (const claim of dead) await removeIfPresent(cardOf(lockPath, claim));
  return isStillTheirs;
}

/** Where a claim is written before it is linked. */
function cardOf(lockPath: string, claim: Claim): string {
  return `${lockPath}.${claim.nonce}`;
}

function rightToReplace(lockPath: string, owner: Claim): string {
  return `${lockPath}.after-${owner.nonce}`;
}

async function tryLink(card: string, path: string): Promise<boolean> {
  try {
    await link(card, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readClaim(path: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Claim;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
