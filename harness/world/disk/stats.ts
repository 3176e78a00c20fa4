import fs, { type BigIntStats, type Stats } from 'node:fs';
import { type Inode, sizeOf } from './inode.ts';

/** Every simulated file is on this one device. */
const DEVICE = 1;
const BLOCK_BYTES = 4096;
/** `blocks` counts these, whatever the file system. */
const SECTOR_BYTES = 512;
const MS_NS = 1_000_000n;

/** Captured before the clocks are faked: a fake `Date` costs several times as much, and `instanceof` takes either. */
const RealDate = Date;
const realStatSync = fs.statSync;
const realStatfsSync = fs.statfsSync;

const TIMES = ['atime', 'mtime', 'ctime', 'birthtime'] as const;
/** From Node 24 on the prototype makes dates of the numbers when they are read. */
const HAS_OWN_DATES = Object.hasOwn(realStatSync('/'), 'atime');

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An `fs.Stats` of this moment: what it says does not change with the file. */
export function statsOf(inode: Inode): Stats {
  const size = sizeOf(inode);
  // Not `new Stats()`: newer Node versions warn about that.
  const stats = Object.create(fs.Stats.prototype) as Writable<Stats>;
  stats.dev = DEVICE;
  stats.mode = inode.mode;
  stats.nlink = inode.nlink;
  stats.uid = inode.uid;
  stats.gid = inode.gid;
  stats.rdev = 0;
  stats.blksize = BLOCK_BYTES;
  stats.ino = inode.ino;
  stats.size = size;
  stats.blocks = sectors(size);
  stats.atimeMs = inode.atimeMs;
  stats.mtimeMs = inode.mtimeMs;
  stats.ctimeMs = inode.ctimeMs;
  stats.birthtimeMs = inode.birthtimeMs;
  if (HAS_OWN_DATES) for (const name of TIMES) stats[name] = dateOf(inode[`${name}Ms`]);
  return stats;
}

let bigintPrototype: object | null = null;

/** The same in whole numbers of any size, with nanoseconds. */
export function bigintStatsOf(inode: Inode): BigIntStats {
  // The class is not exported: a real stat shows it.
  bigintPrototype ??= Object.getPrototypeOf(realStatSync('/', { bigint: true })) as object;
  const stats = Object.create(bigintPrototype) as Writable<BigIntStats>;
  const size = sizeOf(inode);
  stats.dev = BigInt(DEVICE);
  stats.mode = BigInt(inode.mode);
  stats.nlink = BigInt(inode.nlink);
  stats.uid = BigInt(inode.uid);
  stats.gid = BigInt(inode.gid);
  stats.rdev = 0n;
  stats.blksize = BigInt(BLOCK_BYTES);
  stats.ino = BigInt(inode.ino);
  stats.size = BigInt(size);
  stats.blocks = BigInt(sectors(size));
  // Three loops: the fields stand in Node's order.
  for (const name of TIMES) stats[`${name}Ms`] = nanoseconds(inode[`${name}Ms`]) / MS_NS;
  for (const name of TIMES) stats[`${name}Ns`] = nanoseconds(inode[`${name}Ms`]);
  if (HAS_OWN_DATES) for (const name of TIMES) stats[name] = dateOf(inode[`${name}Ms`]);
  return stats;
}

/** A file system of 1 TiB, half of which is free: what is written does not change that. */
const DISK: Readonly<Record<string, number>> = {
  type: 0xef53,
  bsize: BLOCK_BYTES,
  frsize: BLOCK_BYTES,
  blocks: 2 ** 28,
  bfree: 2 ** 27,
  bavail: 2 ** 27,
  files: 2 ** 26,
  ffree: 2 ** 25,
};

/** What `statfs` says, with the fields that the running version has. */
export function diskSizes(isBigint: boolean): object {
  const real = realStatfsSync('/', { bigint: isBigint });
  const sizes: object = Object.create(Object.getPrototypeOf(real) as object);
  for (const key of Object.keys(real)) {
    const value = DISK[key] ?? 0;
    Object.defineProperty(sizes, key, {
      value: isBigint ? BigInt(value) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return sizes;
}

function sectors(size: number): number {
  return Math.ceil(size / BLOCK_BYTES) * (BLOCK_BYTES / SECTOR_BYTES);
}

function dateOf(ms: number): Date {
  return new RealDate(Math.round(ms));
}

/** Whole ms and the fraction apart: their sum in ns has more digits than a number can hold. */
function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * MS_NS + BigInt(Math.round((ms - whole) * 1e6));
}

/** What is said of a file that is not there, where something has to be said of it. */
export function emptyStats(isBigint: boolean): Stats | BigIntStats {
  const sample = realStatSync('/', { bigint: isBigint });
  const empty = Object.create(Object.getPrototypeOf(sample) as object) as Record<string, unknown>;
  for (const [name, value] of Object.entries(sample)) {
    empty[name] = typeof value === 'object' ? new RealDate(0) : typeof value === 'bigint' ? 0n : 0;
  }
  return empty as unknown as Stats | BigIntStats;
}
