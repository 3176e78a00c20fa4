import fs, { type Stats } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { fileError } from '../../../world/disk/error.ts';
import type { DiskPath } from '../../../world/disk/path.ts';
import type { RealFolder } from '../../../world/real-disk/real-folder.ts';
import type { Outcome } from '../work.ts';

/** The call whose outcomes are compared. */
export interface Compared {
  readonly folder: RealFolder;
  readonly name: string;
  readonly paths: readonly DiskPath[];
}

/**
 * In what the real outcome is not the simulated one; null: in nothing that a program may rely on. Left out is what each machine chooses
 * for itself: numbers of inodes and devices, times, owners, sizes of directories, and the order in which names are listed.
 */
export function differenceOf(call: Compared, simulated: Outcome, real: Outcome): string | null {
  if (!('error' in real) && !('error' in simulated)) return valueDifference(call, simulated.value, real.value);
  if ('error' in real && 'error' in simulated) return errorDifference(call, simulated.error, real.error);
  return says(describe(call, simulated), describe(call, real));
}

/** One of them fails: what it says, or that the other does not. */
function describe(call: Compared, outcome: Outcome): string {
  return 'error' in outcome ? mapped(call, outcome.error).message : 'succeeds';
}

function says(simulated: unknown, real: unknown): string {
  return `simulated ${JSON.stringify(simulated)}, real ${JSON.stringify(real)}`;
}

function valueDifference({ folder }: Compared, simulated: unknown, real: unknown): string | null {
  const [a, b] = [factsOf(simulated, folder), factsOf(real, folder)];
  if (!isDeepStrictEqual(a, b)) return says(a, b);
  if (!isStats(simulated) || !isStats(real) || folder.isSame(Number(simulated.ino), Number(real.ino))) return null;
  return 'the simulated disk has one file here, the real one two: the number of its inode has changed';
}

function factsOf(value: unknown, folder: RealFolder): unknown {
  if (isStats(value)) return statsFacts(value, folder);
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (Array.isArray(value)) return value.map((each) => factsOf(each, folder)).sort(byText);
  if (value instanceof fs.Dirent) return `${folder.simulated(value.parentPath)} ${value.name} ${typeOf(value)}`;
  return value ?? null;
}

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}

function isStats(value: unknown): value is Stats {
  return typeof value === 'object' && value !== null && 'mtimeMs' in value;
}

/** Times are those of the virtual clock; owners those that a scenario declares, whoever runs it. */
function statsFacts(stats: Stats, folder: RealFolder): object {
  const isDirectory = stats.isDirectory();
  return {
    mode: Number(stats.mode).toString(8),
    nlink: isDirectory && !folder.countsDirectories ? null : Number(stats.nlink),
    size: stats.isFile() ? Number(stats.size) : null,
  };
}

function typeOf(entry: { isFile(): boolean; isDirectory(): boolean }): string {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'link';
}

/** Calls that Node words in one way as a synchronous call, as which they are made here, and in another as any other. */
const WORDED_VARIOUSLY = new Set(['opendir', 'rm', 'rmdir', 'watch']);

interface SystemError extends NodeJS.ErrnoException {
  readonly dest?: string;
}

function errorDifference(call: Compared, simulated: SystemError, real: Error): string | null {
  const found: SystemError = mapped(call, real);
  if (WORDED_VARIOUSLY.has(call.name)) return simulated.code === found.code ? null : says(simulated.code, found.code);
  // Node 26 names paths in errors that had none before.
  const named = simulated.path === undefined ? fileError(found.code ?? '', found.syscall ?? '') : found;
  const facts = ({ code, errno, syscall, path, dest, message }: SystemError): object => ({
    code,
    errno,
    syscall,
    path,
    dest,
    message,
  });
  return isDeepStrictEqual(facts(simulated), facts(named)) ? null : says(simulated.message, named.message);
}

/** The error with the paths that the call was given. */
function mapped({ folder, paths }: Compared, error: SystemError): SystemError {
  const given = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    for (const each of paths) {
      const there = folder.at(each);
      // `mkdtemp` adds to its prefix.
      if (path === there || path === `${there}XXXXXX`) return each.given + path.slice(there.length);
    }
    return folder.simulated(path);
  };
  if (error.code === undefined || error.syscall === undefined) return error;
  return fileError(error.code, error.syscall, given(error.path), given(error.dest));
}

/** What the code under test gets where both disks gave the same: the real one's, but for what is the machine's own. */
export function handedOut(simulated: unknown, real: unknown): unknown {
  if (typeof real === 'string' || Buffer.isBuffer(real)) return real;
  if (isStats(simulated) && isStats(real)) {
    const isBigint = typeof simulated.mode === 'bigint';
    const numbers = { mode: real.mode, ...(real.isFile() ? { nlink: real.nlink, size: real.size } : {}) };
    const fields = Object.entries(numbers).map(([name, value]) => [name, isBigint ? BigInt(value) : value]);
    Object.assign(simulated, Object.fromEntries(fields));
  }
  return simulated;
}
