import fs from 'node:fs';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import { fileError } from '../../world/disk/error.ts';
import { runAtOnce } from './at-once.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { CALLS_BY_PATH, existsWork, nativeRealpath } from './calls-by-path.ts';
import { dispatchFileCall, refuse } from './dispatch.ts';
import { codeOf, isFailureOfCall } from './failure.ts';
import { optionsOf } from './options.ts';
import { refusalOf } from './refusals.ts';
import { syncResult } from './results.ts';
import type { MakeWork } from './work.ts';

const UNSUPPORTED = ['globSync', 'lchmodSync', 'mkdtempDisposableSync'];

/** The synchronous functions of `fs`: they act within the current step, and nobody gets in between. */
export function installFileSync(): void {
  for (const [name, make] of Object.entries(CALLS_BY_FD)) {
    dispatchFileCall(fs, `${name}Sync`, (actor, args) => syncResult(name, runAtOnce(actor, make(actor, args))));
  }
  for (const [name, make] of Object.entries(CALLS_BY_PATH)) {
    dispatchFileCall(fs, `${name}Sync`, (actor, args) => {
      throwIfRefused(name, args);
      return syncResult(name, runAtOnce(actor, make(actor, args)));
    });
  }
  for (const name of ['stat', 'lstat']) dispatchStat(name);
  dispatchFileCall(fs, 'opendirSync', openDirectory);
  dispatchFileCall(fs.realpathSync, 'native', (actor, args) => runAtOnce(actor, nativeRealpath(actor, args)));
  dispatchFileCall(fs, 'existsSync', exists);
  refuse(fs, 'fs', UNSUPPORTED);
}

/** What `throwIfNoEntry: false` forgives: from Node 22 on also a path that leads through a file. */
const NO_ENTRY = NODE_MAJOR >= 22 ? ['ENOENT', 'ENOTDIR'] : ['ENOENT'];

/** With `throwIfNoEntry: false` a missing file is no error. */
function dispatchStat(name: string): void {
  const make = CALLS_BY_PATH[name] as MakeWork;
  dispatchFileCall(fs, `${name}Sync`, (actor, args) => {
    throwIfRefused(name, args);
    try {
      return runAtOnce(actor, make(actor, args));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && NO_ENTRY.includes(String(error.code));
      if (isMissing && optionsOf(args[1]).throwIfNoEntry === false) return undefined;
      throw error;
    }
  });
}

function openDirectory(actor: Actor, args: unknown[]): unknown {
  throwIfRefused('opendir', args);
  try {
    return runAtOnce(actor, (CALLS_BY_PATH.opendir as MakeWork)(actor, args));
  } catch (error) {
    if (!isFailureOfCall(error) || !('path' in error)) throw error;
    // Unlike the other two forms it does not say what it could not open.
    throw fileError(codeOf(error), 'opendir');
  }
}

function throwIfRefused(name: string, args: readonly unknown[]): void {
  const refusal = refusalOf(name, args);
  if (refusal !== undefined) throw refusal;
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
