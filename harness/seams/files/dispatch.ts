import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patch } from '../../engine/patch.ts';
import { isLoadingModule } from './loader.ts';

export type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Standard input, output and error are no files of the simulated disk. */
const LAST_STANDARD_FD = 2;

/**
 * Puts a dispatcher in place of `target[name]`: by an actor `simulated` is called, otherwise the original. It looks like
 * the original, down to the hidden symbols by which `util.promisify` knows that `fs.read` gives two results.
 */
export function dispatch(target: object, name: string, simulated: (actor: Actor, args: unknown[]) => unknown): void {
  patch<Call>(target, name, (original) => {
    // `fs.lchmod` is there, and undefined, wherever the system has none.
    if (typeof original !== 'function') return original;
    const dispatcher: Call = function (this: unknown, ...args) {
      const actor = currentActor();
      if (actor === undefined || isLoadingModule() || isStandardFd(args[0])) return Reflect.apply(original, this, args);
      return simulated(actor, args);
    };
    return mimic(dispatcher, original);
  });
}

function isStandardFd(value: unknown): boolean {
  return typeof value === 'number' && value <= LAST_STANDARD_FD && value >= 0;
}

function mimic(dispatcher: Call, original: Call): Call {
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(dispatcher, key);
    if (descriptor?.configurable === false) continue;
    Object.defineProperty(dispatcher, key, { ...Object.getOwnPropertyDescriptor(original, key) });
  }
  return dispatcher;
}
