import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { type AnyFunction, type Call, patch, patchGetter } from '../../engine/patch.ts';
import { ProcessExit } from './process-exit.ts';

/** Taken in time: most of Node is called through here, and code under test may replace `Reflect.apply`. */
const { apply } = Reflect;

/**
 * Returned in place of a value: the real function is to answer after all, with the same arguments. So it refuses, in its
 * own words, what Node refuses.
 */
export const PASS_THROUGH: unique symbol = Symbol('pass through');

/**
 * What a function does for an actor. `original` is the real function, for a seam that needs it with other arguments.
 */
export type Controlled<F extends AnyFunction = Call> = (
  actor: Actor,
  args: Parameters<F>,
  original: F,
) => ReturnType<F> | typeof PASS_THROUGH;

/**
 * Puts a dispatcher in place of `target[name]`: by an actor `controlled` is called, and by anybody else (the test runner,
 * the module loader, the harness) the original. A name that this version of Node does not have is left alone.
 */
export function dispatch<F extends AnyFunction = Call>(
  target: object,
  name: PropertyKey,
  controlled: Controlled<F>,
): void {
  // `fs.lchmod` is there, and undefined, wherever the system has none.
  patch<F>(target, name, (original) => (typeof original === 'function' ? dispatcher(original, controlled) : original));
}

/** The same for a function of `os` that Node lets answer where it is used as a string, too: `${os.hostname}`. */
export function dispatchWithText(target: object, name: string, controlled: (actor: Actor) => unknown): void {
  dispatch(target, name, controlled);
  dispatch(Reflect.get(target, name) as object, Symbol.toPrimitive, controlled);
}

/** The dispatcher itself, for a function that is to be found in several places. */
export function dispatcher<F extends AnyFunction = Call>(original: F, controlled: Controlled<F>): F {
  const dispatched: Call = function (this: unknown, ...args) {
    const actor = currentActor();
    if (actor !== undefined) {
      if (!actor.process.alive) throw new ProcessExit(actor.process);
      const answer = controlled(actor, args as Parameters<F>, original);
      if (answer !== PASS_THROUGH) return answer;
    }
    return apply(original, this, args);
  };
  return mimic(dispatched, original);
}

/**
 * Puts in place of a method what `call` does with the object that it is called on, whoever calls it; `original` is the real one. For methods
 * of Node's own objects, of which an actor's and others' are of one class.
 */
export function replaceMethod<Self extends object>(
  target: object,
  name: string,
  call: (self: Self, args: unknown[], original: Call) => unknown,
): void {
  patch<Call>(target, name, (original) => {
    const replaced: Call = function (this: unknown, ...args) {
      return call(this as Self, args, original);
    };
    return mimic(replaced, original);
  });
}

/** The same as `dispatch` for a property that is read and not called: `process.pid`. */
export function dispatchGetter<Value>(target: object, name: PropertyKey, controlled: (actor: Actor) => Value): void {
  patchGetter<Value>(target, name, (original) => () => {
    const actor = currentActor();
    return actor === undefined ? original() : controlled(actor);
  });
}

/**
 * Makes what replaces a function look like the original: its name, its length, and the hidden symbols by which `util.promisify` knows
 * that `fs.read` gives two results, or that `setTimeout` has a promise version.
 */
export function mimic<F extends AnyFunction>(dispatched: object, original: F): F {
  for (const key of Reflect.ownKeys(original)) {
    if (Object.getOwnPropertyDescriptor(dispatched, key)?.configurable === false) continue;
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor !== undefined) Object.defineProperty(dispatched, key, descriptor);
  }
  return dispatched as F;
}
