import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { optionsOf, unsupported } from './arguments.ts';
import { existsWork } from './callback-calls.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { CALLS_BY_PATH, type MakeWork, nativeRealpath } from './calls-by-path.ts';
import { dispatchFileCall } from './dispatch.ts';
import { runAtOnce } from './operation.ts';

const UNSUPPORTED = ['cpSync', 'globSync', 'lchmodSync', 'mkdtempDisposableSync', 'opendirSync', 'statfsSync'];

/** The synchronous functions of `fs`: they act within the current step, and nobody gets in between. */
export function installFileSync(): void {
  for (const [name, make] of Object.entries({ ...CALLS_BY_PATH, ...CALLS_BY_FD })) {
    dispatchFileCall(fs, `${name}Sync`, (actor, args) => result(name, runAtOnce(actor, make(actor, args))));
  }
  for (const name of ['stat', 'lstat']) dispatchStat(name);
  dispatchFileCall(fs.realpathSync, 'native', (actor, args) => runAtOnce(actor, nativeRealpath(actor, args)));
  dispatchFileCall(fs, 'existsSync', exists);
  for (const name of UNSUPPORTED) {
    dispatchFileCall(fs, name, () => {
      throw unsupported(`fs.${name}`);
    });
  }
}

/** `read` and `write` return how many bytes, not the buffer with it. */
function result(name: string, value: unknown): unknown {
  if (name === 'read' || name === 'readv') return (value as { bytesRead: number }).bytesRead;
  if (name === 'write' || name === 'writev') return (value as { bytesWritten: number }).bytesWritten;
  return value;
}

/** What `throwIfNoEntry: false` forgives: from Node 22 on also a path that leads through a file. */
const NO_ENTRY = Number.parseInt(process.versions.node, 10) >= 22 ? ['ENOENT', 'ENOTDIR'] : ['ENOENT'];

/** With `throwIfNoEntry: false` a missing file is no error. */
function dispatchStat(name: string): void {
  const make = CALLS_BY_PATH[name] as MakeWork;
  dispatchFileCall(fs, `${name}Sync`, (actor, args) => {
    try {
      return runAtOnce(actor, make(actor, args));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && NO_ENTRY.includes(String(error.code));
      if (isMissing && optionsOf(args[1]).throwIfNoEntry === false) return undefined;
      throw error;
    }
  });
}

function exists(actor: Actor, args: unknown[]): boolean {
  try {
    const work = existsWork(actor, args);
    if (work === null) return false;
    runAtOnce(actor, work);
    return true;
  } catch {
    return false;
  }
}
