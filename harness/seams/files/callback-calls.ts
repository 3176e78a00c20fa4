import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { argumentError, pathOf, unsupported } from './arguments.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { CALLS_BY_PATH, type MakeWork, nativeRealpath } from './calls-by-path.ts';
import { dispatchFileCall } from './dispatch.ts';
import { FileOperation } from './operation.ts';
import type { FileWork } from './work.ts';

type Callback = (...args: unknown[]) => void;

/** What `fs` has and the simulated disk has not. */
const UNSUPPORTED = ['cp', 'glob', 'lchmod', 'openAsBlob', 'opendir', 'statfs', 'unwatchFile', 'watch', 'watchFile'];

/** The functions of `fs` that take a callback. */
export function installFileCallbacks(): void {
  for (const [name, make] of Object.entries({ ...CALLS_BY_PATH, ...CALLS_BY_FD })) {
    dispatchFileCall(fs, name, callingBack(name, make));
  }
  dispatchFileCall(fs.realpath, 'native', callingBack('realpath', nativeRealpath));
  dispatchFileCall(fs, 'exists', exists);
  for (const name of UNSUPPORTED) {
    dispatchFileCall(fs, name, () => {
      throw unsupported(`fs.${name}`);
    });
  }
}

function callingBack(name: string, make: MakeWork): (actor: Actor, args: unknown[]) => void {
  const results = RESULTS[name] ?? one;
  return (actor, args) => {
    const callback = takeCallback(name, args);
    const work = make(actor, args);
    issue(
      actor,
      work,
      (value) => callback(null, ...results(value)),
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

/** What the callback gets after the error: nothing, or the call's value, or its two values. */
const RESULTS: Readonly<Record<string, (value: unknown) => readonly unknown[]>> = {
  read: (value) => pair(value, 'bytesRead', 'buffer'),
  readv: (value) => pair(value, 'bytesRead', 'buffers'),
  write: (value) => pair(value, 'bytesWritten', 'buffer'),
  writev: (value) => pair(value, 'bytesWritten', 'buffers'),
};

function one(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}

function pair(value: unknown, first: string, second: string): readonly unknown[] {
  const result = value as Readonly<Record<string, unknown>>;
  return [result[first], result[second]];
}

/** Takes the callback off the end of the arguments. */
function takeCallback(name: string, args: unknown[]): Callback {
  let last = args.length - 1;
  while (last >= 0 && typeof args[last] !== 'function') last--;
  const callback = args[last];
  if (typeof callback === 'function') {
    args.length = last;
    return bindCallback(callback as Callback);
  }
  // The one call that may do without.
  if (name === 'close') return bindCallback(throwIfFailed);
  throw argumentError('ERR_INVALID_ARG_TYPE', 'The "cb" argument must be of type function. Received undefined');
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

/** Null for what is no path at all. */
export function existsWork(actor: Actor, args: readonly unknown[]): FileWork | null {
  try {
    pathOf(args[0]);
  } catch {
    return null;
  }
  return CALLS_BY_PATH.access?.(actor, [args[0]]) ?? null;
}
