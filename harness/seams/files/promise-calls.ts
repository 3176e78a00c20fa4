import fs from 'node:fs/promises';
import type { Actor } from '../../engine/operation.ts';
import { unsupported } from './arguments.ts';
import { CALLS_BY_PATH, type MakeWork, nativeRealpath, openCall } from './calls-by-path.ts';
import { dispatchFileCall } from './dispatch.ts';
import { SimulatedFileHandle } from './handle.ts';
import { promiseOf } from './operation.ts';
import type { FileWork } from './work.ts';

/** What `fs/promises` has and the simulated disk has not. */
const UNSUPPORTED = ['cp', 'glob', 'lchmod', 'mkdtempDisposable', 'opendir', 'statfs', 'watch'];

/** The functions of `fs/promises`, which is `fs.promises` too. */
export function installFilePromises(): void {
  for (const [name, make] of Object.entries(CALLS_BY_PATH)) {
    dispatchFileCall(fs, name, promising(PROMISE_CALLS[name] ?? make));
  }
  for (const name of UNSUPPORTED) {
    dispatchFileCall(fs, name, () => {
      throw unsupported(`fs.promises.${name}`);
    });
  }
}

/** Calls that differ from those of `fs`. */
const PROMISE_CALLS: Readonly<Record<string, MakeWork>> = {
  open: openCall((fd) => new SimulatedFileHandle(fd)),
  realpath: nativeRealpath,
};

/** As in Node, even bad arguments are a rejection. */
function promising(make: MakeWork): (actor: Actor, args: unknown[]) => Promise<unknown> {
  return (actor, args) => {
    let work: FileWork;
    try {
      work = make(actor, args);
    } catch (error) {
      return Promise.reject(error);
    }
    return promiseOf(actor, work);
  };
}
