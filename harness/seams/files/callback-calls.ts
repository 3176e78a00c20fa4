import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { argumentError } from './argument-errors.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { CALLS_BY_PATH, existsWork, nativeRealpath } from './calls-by-path.ts';
import { dispatchFileCall, refuse } from './dispatch.ts';
import { FileOperation } from './operation.ts';
import { refusalOf, refusalWithCallback } from './refusals.ts';
import { callbackResults } from './results.ts';
import type { FileWork, MakeWork } from './work.ts';

type Callback = (...args: unknown[]) => void;

/** What `fs` has and the simulated disk has not. */
const UNSUPPORTED = ['cp', 'glob', 'lchmod', 'openAsBlob', 'statfs', 'unwatchFile', 'watch', 'watchFile'];

/** The functions of `fs` that take a callback. */
export function installFileCallbacks(): void {
  for (const [name, make] of Object.entries({ ...CALLS_BY_PATH, ...CALLS_BY_FD })) {
    dispatchFileCall(fs, name, callingBack(name, make));
  }
  dispatchFileCall(fs.realpath, 'native', callingBack('realpath', nativeRealpath));
  dispatchFileCall(fs, 'exists', exists);
  refuse(fs, 'fs', UNSUPPORTED);
}

function callingBack(name: string, make: MakeWork): (actor: Actor, args: unknown[]) => void {
  // Calls on what is open check their arguments themselves.
  const isOnPath = Object.hasOwn(CALLS_BY_PATH, name);
  return (actor, args) => {
    const all = [...args];
    const callback = takeCallback(name, args);
    const refusal = isOnPath ? refusalOf(name, args) : undefined;
    if (refusal !== undefined) throw refusalWithCallback(name, all) ?? refusal;
    const work = make(actor, args);
    issue(
      actor,
      work,
      (value) => callback(null, ...callbackResults(name, value)),
      (error) => callback(error),
    );
  };
}

function issue(
  actor: Actor,
  work: FileWork,
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): void {
  actor.execution.issue(new FileOperation(actor, work, resolve, reject));
}

/** Takes the callback off the end of the arguments. */
function takeCallback(name: string, args: unknown[]): Callback {
  let last = args.length - 1;
  while (last >= 0 && typeof args[last] !== 'function') last--;
  const callback = args[last];
  // The first argument is never it.
  if (typeof callback === 'function' && last > 0) {
    args.length = last;
    return bindCallback(callback as Callback);
  }
  // The one call that may do without.
  if (name === 'close') return bindCallback(throwIfFailed);
  // This one finds out later, and then has nobody to tell.
  const refusal = name === 'rm' ? undefined : refusalWithCallback(name, args);
  throw (
    refusal ?? argumentError('ERR_INVALID_ARG_TYPE', 'The "cb" argument must be of type function. Received undefined')
  );
}

function throwIfFailed(error: unknown): void {
  if (error !== null && error !== undefined) throw error;
}

/** `exists`, whose callback gets no error: whatever goes wrong, there is no such file. */
function exists(actor: Actor, args: unknown[]): void {
  const callback = takeCallback('exists', args);
  const work = existsWork(actor, args);
  if (work === null) callback(false);
  else
    issue(
      actor,
      work,
      () => callback(true),
      () => callback(false),
    );
}
