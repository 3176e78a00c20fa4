import { types } from 'node:util';
import { RunningActor } from '../engine/actor.ts';
import { Execution } from '../engine/execution.ts';
import { SimProcess } from '../engine/process.ts';
import { Env } from '../scenario/env.ts';
import { VirtualTimeout } from '../seams/timers/handle.ts';
import { holdsItself, isTransparent } from './prototypes.ts';

/**
 * How an object is treated:
 * - `object`, `map`, `set`: behind a proxy, which sees each access.
 * - `watched`: handed out as it is, and compared after each step; a change counts as touching everything.
 * - `promise`: handed out as it is; being settled counts as being written.
 * - `value`: handed out as it is: it has no state, or one that the engine knows of.
 * - `opaque`: its state can be seen by nobody, so that every step may be dependent on every other.
 */
export type Kind = 'object' | 'map' | 'set' | 'watched' | 'promise' | 'value' | 'opaque';

const ENGINE = [RunningActor, SimProcess, Env, Execution, VirtualTimeout];

export function kindOf(object: object): Kind {
  if (typeof object === 'function' || types.isBoxedPrimitive(object)) return 'value';
  if (types.isProxy(object)) return 'opaque';
  const prototype: object | null = Object.getPrototypeOf(object);
  if (Array.isArray(object)) return kindOfOrdinary(object, prototype);
  if (types.isMap(object)) return prototype === Map.prototype ? 'map' : 'opaque';
  if (types.isSet(object)) return prototype === Set.prototype ? 'set' : 'opaque';
  if (types.isPromise(object)) return 'promise';
  if (types.isDate(object) || types.isRegExp(object) || types.isNativeError(object)) return 'watched';
  if (hasHiddenState(object)) return 'opaque';
  if (ENGINE.some((each) => object instanceof each)) return 'value';
  return kindOfOrdinary(object, prototype);
}

function kindOfOrdinary(object: object, prototype: object | null): Kind {
  if (!isTransparent(prototype) || isShell(object)) return 'opaque';
  return holdsItself(object, prototype) ? 'watched' : 'object';
}

/**
 * An object that is nothing but functions of its own, as factories make them: `{ get: () => state, ... }`. Whatever
 * state there is, it is in variables that they share. Objects with values beside their functions are taken at their word.
 */
function isShell(object: object): boolean {
  if (Array.isArray(object)) return false;
  // Most objects show with their first property that they are none.
  const keys = Reflect.ownKeys(object);
  return keys.length > 0 && keys.every((key) => isFunction(Object.getOwnPropertyDescriptor(object, key)));
}

function isFunction({ value, get, set }: PropertyDescriptor = {}): boolean {
  return typeof (value ?? get ?? set) === 'function';
}

function hasHiddenState(object: object): boolean {
  return (
    types.isAnyArrayBuffer(object) ||
    types.isArrayBufferView(object) ||
    types.isWeakMap(object) ||
    types.isWeakSet(object) ||
    types.isGeneratorObject(object) ||
    types.isMapIterator(object) ||
    types.isSetIterator(object) ||
    types.isExternal(object) ||
    types.isModuleNamespaceObject(object)
  );
}
