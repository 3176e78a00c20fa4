import fs from 'node:fs';
import type { Actor } from '../../engine/operation.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { CALLS_BY_PATH, existsWork, nativeRealpath } from './calls-by-path.ts';
import { dispatchFileCall, refuse } from './dispatch.ts';
import { FileOperation } from './operation.ts';
import { refusalOf, refusalWithCallback } from './refusals.ts';
import { callbackResults } from './results.ts';
import { takeCallback } from './take-callback.ts';
import type { FileWork, MakeWork } from './work.ts';

/** What `fs` has and the simulated disk has not. */
const UNSUPPORTED = ['glob', 'lchmod', 'openAsBlob'];

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
