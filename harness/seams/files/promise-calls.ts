import fs from 'node:fs/promises';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import { CALLS_BY_PATH, nativeRealpath } from './calls-by-path.ts';
import { ReadDirectory } from './directories.ts';
import { dispatchFileCall, refuse } from './dispatch.ts';
import { openCall } from './open-call.ts';
import { promiseOf } from './operation.ts';
import { isPieces } from './options.ts';
import { refusalOfPromise } from './refusals.ts';
import type { FileWork, MakeWork } from './work.ts';
import { writePieces } from './write-pieces.ts';

/** What `fs/promises` has and the simulated disk has not. */
const UNSUPPORTED = ['glob', 'lchmod', 'mkdtempDisposable'];

/** Whether a recursive `readdir` goes on in the folder that it met last. */
const READS_LAST_FIRST = NODE_MAJOR < 26;

/** The functions of `fs/promises`, which is `fs.promises` too. `handleOf`: what `open` gives for a descriptor. */
export function installFilePromises(handleOf: (fd: number) => unknown): void {
  const different: Readonly<Record<string, MakeWork>> = {
    open: openCall(handleOf),
    readdir: (actor, args) => new ReadDirectory(actor, args, READS_LAST_FIRST),
    realpath: nativeRealpath,
  };
  for (const [name, make] of Object.entries(CALLS_BY_PATH)) {
    dispatchFileCall(fs, name, promising(name, different[name] ?? make));
  }
  refuse(fs, 'fs.promises', UNSUPPORTED);
}

const WRITES_PIECES = new Set(['appendFile', 'writeFile']);

/** As in Node, even bad arguments are a rejection. */
function promising(name: string, make: MakeWork): (actor: Actor, args: unknown[]) => Promise<unknown> {
  return (actor, args) => {
    const refusal = refusalOfPromise(name, args);
    if (refusal !== undefined) return Promise.reject(refusal);
    if (WRITES_PIECES.has(name) && isPieces(args[1])) return writePieces(actor, name, args);
    let work: FileWork;
    try {
      work = make(actor, args);
    } catch (error) {
      return Promise.reject(error);
    }
    return promiseOf(actor, work);
  };
}
