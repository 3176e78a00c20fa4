import { createRequire } from 'node:module';
import type { LockFile } from '../../src/registry-write/package-lock.ts';
import type { WriteText } from '../../src/registry-write/write-text.ts';

// What a package keeps in its modules, real processes do not share: each simulated one gets a copy of its own.

const require = createRequire(import.meta.url);

/** A copy of write-file-atomic: its queue of writes and its counter of names are those of one process. */
export function copyOfWriteFileAtomic(): WriteText {
  return withoutExitHandlers('write-file-atomic', () => fresh('write-file-atomic', []));
}

/** A copy of proper-lockfile: its table of locks is that of one process, and so is what it notes on the fs module. */
export function copyOfProperLockfile(): LockFile {
  return withoutExitHandlers('proper-lockfile', () => {
    const fs = cached('graceful-fs', createRequire(require.resolve('proper-lockfile')));
    const original: object = fs.exports;
    fs.exports = Object.create(original);
    try {
      return fresh<{ lock: LockFile }>('proper-lockfile', ['./lib/lockfile.js', './lib/mtime-precision.js']).lock;
    } finally {
      fs.exports = original;
    }
  });
}

function fresh<T>(name: string, parts: readonly string[]): T {
  const inPackage = createRequire(require.resolve(name));
  for (const part of parts) delete require.cache[inPackage.resolve(part)];
  delete require.cache[require.resolve(name)];
  return require(name) as T;
}

/** Simulated processes end by kill -9 or do not end, so no handler runs; registered ones would pile up in the real one. */
function withoutExitHandlers<T>(name: string, load: () => T): T {
  const exit = cached('signal-exit', createRequire(require.resolve(name)));
  const original: unknown = exit.exports;
  const none = (): (() => void) => () => {};
  exit.exports = Object.assign(none, { onExit: none });
  try {
    return load();
  } finally {
    exit.exports = original;
  }
}

/** The cached module, loaded first if need be. */
function cached(name: string, from: NodeJS.Require): NodeJS.Module {
  from(name);
  const module = require.cache[from.resolve(name)];
  if (module === undefined) throw new Error(`${name} is in no cache`);
  return module;
}
