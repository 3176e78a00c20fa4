import { readFile, writeFile } from 'node:fs/promises';
import { errorCode, type HeldLock, LeaseLostError, type SessionLocks } from './lock.ts';
import { pidFileLocks } from './pid-file-lock.ts';

/** A holder that has not let go after this long is taken for lost, whatever it is doing. */
const LEASE_MS = 30_000;

/** The pid file as a lease: 30 s after it was taken it is anybody's. Nobody renews it, and nobody tells the holder. */
export const leaseLock: SessionLocks = pidFileLocks({ staleMs: LEASE_MS });

/**
 * The lease with a fencing token: every acquisition counts one up, in a file beside the lock, and a holder looks before
 * it writes or lets go whether somebody has counted further since.
 */
export const fencedLeaseLock: SessionLocks = {
  async acquire(sessionPath, options) {
    const held = await leaseLock.acquire(sessionPath, options);
    const fence = `${sessionPath}.fence`;
    const token = (await readToken(fence)) + 1;
    await writeFile(fence, String(token));
    return fencedLock(held, fence, token);
  },
};

function fencedLock(held: HeldLock, fence: string, token: number): HeldLock {
  return {
    async ensureCurrent() {
      if ((await readToken(fence)) !== token) throw new LeaseLostError();
    },
    async release() {
      if ((await readToken(fence)) === token) await held.release();
    },
  };
}

async function readToken(fence: string): Promise<number> {
  try {
    return Number(await readFile(fence, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
