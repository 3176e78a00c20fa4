import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Taken in time: by an actor they would look at the simulated disk.
const { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } = fs;

/** How far a path or a link may lead above the root at most. */
export const CLIMB_MAX = 3;

/**
 * The simulated disk goes no further than its root. Here, what leads above it by one link and one path ends in these folders, and not
 * in one of somebody else.
 */
const ABOVE = 'above/'.repeat(2 * CLIMB_MAX);

/** Of the folders of this process: its threads have the same pid. */
const PREFIX = `raceline-disk-${process.pid}-`;

/** That of this thread, in which each execution has one; made when the first needs it, and removed when there are no more for now. */
let ofThread: string | null = null;
let made = 0;

/** A new folder that stands for the root of a disk. */
export function makeFolder(): string {
  ofThread ??= makeOfThread();
  const folder = join(ofThread, ABOVE, String(made++));
  mkdirSync(folder);
  return folder;
}

function makeOfThread(): string {
  const folder = mkdtempSync(join(temporary(), PREFIX));
  mkdirSync(join(folder, ABOVE), { recursive: true });
  return folder;
}

/** Whoever runs tests may end this thread without a word: nothing is to be left until then. */
export function removeFolderOfThread(): void {
  if (ofThread !== null) removeFolder(ofThread);
  ofThread = null;
}

function temporary(): string {
  return realpathSync.native(tmpdir());
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

let isAtExit = false;

/** At the end of this process, removes what threads of it have left that were ended from outside. */
export function removeAllAtExit(): void {
  if (!isAtExit) process.once('exit', removeAll);
  isAtExit = true;
}

function removeAll(): void {
  const all = temporary();
  for (const name of readdirSync(all)) if (name.startsWith(PREFIX)) removeFolder(join(all, name));
}
