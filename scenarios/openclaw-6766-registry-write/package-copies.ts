import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import type { LockFile } from '../../src/registry-write/package-lock.ts';
import type { WriteText } from '../../src/registry-write/write-text.ts';

// What a package keeps in its modules, real processes do not share. So each simulated process gets modules of its own, made
// from the package's unmodified files.

/** A copy of write-file-atomic: its queue of writes and its counter of names are those of one process. */
export function copyOfWriteFileAtomic(): WriteText {
  return WRITE_FILE_ATOMIC().run({ 'signal-exit': WITHOUT_EXIT_HANDLERS }) as WriteText;
}

/** A copy of proper-lockfile: its table of locks is that of one process, and so is what it notes on the fs module. */
export function copyOfProperLockfile(): LockFile {
  const fs: object = Object.create(gracefulFs() as object);
  const mtimePrecision = MTIME_PRECISION().run({});
  const replaced = { 'signal-exit': WITHOUT_EXIT_HANDLERS, 'graceful-fs': fs, './mtime-precision': mtimePrecision };
  const lockfile = LOCKFILE().run(replaced);
  const { lock } = PROPER_LOCKFILE().run({ './lib/lockfile': lockfile }) as { lock: LockFile };
  return lock;
}

const require = createRequire(import.meta.url);

/** One file of a package, compiled once. */
class PackageFile {
  private readonly path: string;
  private readonly compiled: (...args: unknown[]) => void;

  constructor(path: string) {
    this.path = path;
    const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
    this.compiled = compileFunction(readFileSync(path, 'utf8'), parameters, { filename: path }) as typeof this.compiled;
  }

  /** Runs the file as a new module. `replaced`: what it gets for some of what it requires. */
  run(replaced: Readonly<Record<string, unknown>>): unknown {
    const original = createRequire(this.path);
    const module = { exports: {} };
    const requireOf = (name: string): unknown => replaced[name] ?? original(name);
    this.compiled.call(module.exports, module.exports, requireOf, module, this.path, dirname(this.path));
    return module.exports;
  }
}

/** Made when it is needed first. */
function packageFile(name: string, part?: string): () => PackageFile {
  let file: PackageFile | undefined;
  return () => {
    const main = require.resolve(name);
    file ??= new PackageFile(part === undefined ? main : createRequire(main).resolve(part));
    return file;
  };
}

const WRITE_FILE_ATOMIC = packageFile('write-file-atomic');
const PROPER_LOCKFILE = packageFile('proper-lockfile');
const LOCKFILE = packageFile('proper-lockfile', './lib/lockfile.js');
const MTIME_PRECISION = packageFile('proper-lockfile', './lib/mtime-precision.js');

let graceful: unknown;

/**
 * Made in the first simulated process: it copies the functions of `fs` once, and the one that was loaded with the
 * scenario's modules may have copied them before the seams were installed.
 */
function gracefulFs(): unknown {
  const path = createRequire(require.resolve('proper-lockfile')).resolve('graceful-fs');
  graceful ??= new PackageFile(path).run({});
  return graceful;
}

/** Simulated processes end by kill -9 or not at all, so no handler would run; registered ones would pile up in the real one. */
const WITHOUT_EXIT_HANDLERS: unknown = Object.assign(() => () => {}, { onExit: () => () => {} });
