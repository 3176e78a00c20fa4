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
const prototypes: { readonly target: object; readonly original: object | null }[] = [];
let isForGood = false;

function remember(patch: Patch): void {
  if (!isForGood) patches.push(patch);
}

/** What `make` patches is not taken back: it belongs to objects that come and go, and must not be kept alive for that. */
export function patchForGood(make: () => void): void {
  isForGood = true;
  try {
    make();
  } finally {
    isForGood = false;
  }
}

/**
 * Replaces `target[key]` by what `make` builds from the original, until `restorePatches`.
 * A missing property is left alone: not every Node version has every function.
 */
export function patch<Value>(target: object, key: PropertyKey, make: (original: Value) => Value): void {
  const original = Object.getOwnPropertyDescriptor(target, key);
  if (original === undefined) return;
  const value = (original.get === undefined ? original.value : original.get.call(target)) as Value;
  remember({ target, key, original });
  Object.defineProperty(target, key, {
    value: make(value),
    writable: true,
    enumerable: original.enumerable ?? true,
    configurable: true,
  });
}

/**
 * Replaces `target[key]` by a getter that is asked at every read: `process.pid` depends on who asks. What is assigned goes to
 * `set`; without one it stays, as it would have in the original.
 */
export function patchGetter<Value>(
  target: object,
  key: PropertyKey,
  make: (original: () => Value) => () => Value,
  set: (value: Value) => void = (value) => Object.defineProperty(target, key, { value, writable: true }),
): void {
  const original = Object.getOwnPropertyDescriptor(target, key);
  if (original === undefined) return;
  const isWritable = original.writable === true || original.set !== undefined;
  const read = original.get ?? ((): Value => original.value as Value);
  remember({ target, key, original });
  Object.defineProperty(target, key, {
    get: make(read.bind(target)),
    ...(isWritable ? { set } : {}),
    enumerable: original.enumerable ?? true,
    configurable: true,
  });
}

/** Passes what the getter `target[key]` gives, whoever inherits it, through `make`. */
export function patchAccessor<Value>(
  target: object,
  key: PropertyKey,
  make: (value: Value, owner: object) => Value,
): void {
  const original = Object.getOwnPropertyDescriptor(target, key);
  if (original?.get === undefined) return;
  const read = original.get;
  remember({ target, key, original });
  Object.defineProperty(target, key, {
    ...original,
    get(this: object) {
      return make(Reflect.apply(read, this, []) as Value, this);
    },
  });
}

/** As `patch`, for a method that an object inherits, as process.stdout does `write`: of that object alone. */
export function patchInherited<Value>(target: object, key: PropertyKey, make: (original: Value) => Value): void {
  if (Object.hasOwn(target, key)) {
    patch(target, key, make);
    return;
  }
  remember({ target, key, original: undefined });
  const value = make(Reflect.get(target, key) as Value);
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true });
}

/** Puts what `make` builds from it in the place of what `target` inherits from; an object that allows no other is left alone. */
export function patchPrototype(target: object, make: (original: object) => object): void {
  const original: object | null = Reflect.getPrototypeOf(target);
  if (original !== null && Reflect.setPrototypeOf(target, make(original))) prototypes.push({ target, original });
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
  for (const { target, original } of prototypes.splice(0)) Reflect.setPrototypeOf(target, original);
  syncBuiltinESMExports();
}
