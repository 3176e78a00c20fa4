import { randomUUID } from 'node:crypto';
import { link, rename, unlink, writeFile } from 'node:fs/promises';
import { errorCode, RegistryLockedError } from './errors.ts';
import { readIfPresent } from './json-file.ts';

/** Who has or wants the lock. The nonce tells this acquisition from every other one, for ever. */
interface Owner {
  readonly pid: number;
  readonly nonce: string;
}

/** Holds last for one write, so a writer that waits this long waits for something that hangs. */
const WAIT_MS_MAX = 30_000;
const POLL_MS_MAX = 100;
/** Owners found dead one behind the other in one takeover; more than this is left to the next poll. */
const SUCCESSION_MAX = 16;

/**
 * A lock between processes that survives `kill -9` of anybody at any moment.
 * 1. It appears with its owner in it: written aside, synced, then linked. So nobody finds a lock that names nobody, after
 *    a power loss neither.
 * 2. The lock of a dead owner is never removed, only replaced by its successor, and there is one successor: whoever links
 *    `<lock>.after-<nonce of the dead owner>` first. If that one dies too, it is succeeded in the same way.
 * Invariant: while the lock names nonce x, `after-x` is not deleted; and once it names another, it never names x again.
 * Its limits: a pid that the system has given to somebody else keeps a dead owner alive, and everybody has to use it.
 */
export async function withOwnerLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  const owner: Owner = { pid: process.pid, nonce: randomUUID() };
  const card = cardOf(lockPath, owner);
  try {
    await writeFile(card, JSON.stringify(owner), { flag: 'wx', flush: true });
    await waitFor(lockPath, card);
  } finally {
    await removeIfPresent(card);
  }
  try {
    return await work();
  } finally {
    await removeIfPresent(lockPath);
  }
}

async function waitFor(lockPath: string, card: string): Promise<void> {
  const startedAt = Date.now();
  for (let polls = 1; ; polls++) {
    if (await tryLink(card, lockPath)) return;
    const owner = await readOwner(lockPath);
    if (owner !== undefined && !isAlive(owner) && (await trySucceed(lockPath, card, owner))) return;
    if (Date.now() - startedAt >= WAIT_MS_MAX) throw new RegistryLockedError(`${lockPath} was not free in 30 s`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_MS_MAX, 10 * polls)));
  }
}

/** False: somebody else succeeds `owner`, or has done so. */
async function trySucceed(lockPath: string, card: string, owner: Owner): Promise<boolean> {
  const dead = [owner];
  for (let last = owner; dead.length <= SUCCESSION_MAX; ) {
    const right = rightToSucceed(lockPath, last);
    if (await tryLink(card, right)) return succeed(lockPath, card, dead);
    const other = await readOwner(right);
    if (other === undefined || isAlive(other)) return false;
    dead.push(other);
    last = other;
  }
  return false;
}

/** Called with the right to succeed the last of `dead`, each of which had the right to succeed the one before. */
async function succeed(lockPath: string, card: string, dead: readonly Owner[]): Promise<boolean> {
  const named = await readOwner(lockPath);
  const isStillTheirs = dead.some(({ nonce }) => nonce === named?.nonce);
  if (isStillTheirs) await rename(card, lockPath);
  for (const owner of isStillTheirs ? dead : dead.slice(-1)) await removeIfPresent(rightToSucceed(lockPath, owner));
  if (isStillTheirs) for (const owner of dead) await removeIfPresent(cardOf(lockPath, owner));
  return isStillTheirs;
}

function cardOf(lockPath: string, { nonce }: Owner): string {
  return `${lockPath}.${nonce}`;
}

function rightToSucceed(lockPath: string, { nonce }: Owner): string {
  return `${lockPath}.after-${nonce}`;
}

/** Whether a process with this pid exists, ours or anybody's. */
function isAlive({ pid }: Owner): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readIfPresent(path);
  return text === undefined ? undefined : (JSON.parse(text) as Owner);
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

async function removeIfPresent(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
