import { syncBuiltinESMExports } from 'node:module';

/** A function of the runtime, as those see it who replace or wrap it. */
export type Call = (this: unknown, ...args: unknown[]) => unknown;
/** Any function, its parameters known or not. */
export type AnyFunction = (...args: never[]) => unknown;

interface Patch {
  readonly target: object;
  readonly key: PropertyKey;
  /** Undefined: it was inherited. */
  readonly original: PropertyDescriptor | undefined;
}

const patches: Patch[] = [];

/**
 * Replaces `target[key]` by what `make` builds from the original, until `restorePatches`.
 * A missing property is left alone: not every Node version has every function.
 */
export function patch<Value>(target: object, key: PropertyKey, make: (original: Value) => Value): void {
  const original = Object.getOwnPropertyDescriptor(target, key);
  if (original === undefined) return;
  const value = (original.get === undefined ? original.value : original.get.call(target)) as Value;
  patches.push({ target, key, original });
  Object.defineProperty(target, key, {
    value: make(value),
    writable: true,
    enumerable: original.enumerable ?? true,
    configurable: true,
  });
}

/** Replaces `target[key]` by a getter that is asked at every read: `process.pid` depends on who asks. */
export function patchGetter<Value>(
  target: object,
  key: PropertyKey,
  make: (original: () => Value) => () => Value,
): void {
  const original = Object.getOwnPropertyDescriptor(target, key);
  if (original === undefined) return;
  const read = original.get ?? ((): Value => original.value as Value);
  patches.push({ target, key, original });
  Object.defineProperty(target, key, {
    get: make(read.bind(target)),
    enumerable: original.enumerable ?? true,
    configurable: true,
  });
}

/** As `patch`, for a method that an object inherits, as process.stdout does `write`: of that object alone. */
export function patchInherited<Value>(target: object, key: PropertyKey, make: (original: Value) => Value): void {
  if (Object.hasOwn(target, key)) {
    patch(target, key, make);
    return;
  }
  patches.push({ target, key, original: undefined });
  const value = make(Reflect.get(target, key) as Value);
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true });
}

/** Makes patches of built-in modules visible to ESM named imports, also in modules loaded before. */
export function publishPatches(): void {
  syncBuiltinESMExports();
}

/** Takes every patch back, last first. */
export function restorePatches(): void {
  for (let patch = patches.pop(); patch !== undefined; patch = patches.pop()) {
    if (patch.original === undefined) Reflect.deleteProperty(patch.target, patch.key);
    else Object.defineProperty(patch.target, patch.key, patch.original);
  }
  syncBuiltinESMExports();
}
