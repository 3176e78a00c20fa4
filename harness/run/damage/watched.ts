import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

/** A property of what everybody shares, as it was when this module was loaded. */
export interface Watched {
  readonly target: object;
  readonly key: PropertyKey;
  /** `Array.prototype.push`. */
  readonly name: string;
  /** Without a prototype, so that nothing that is added to Object.prototype changes what it says. Undefined: there was none. */
  readonly original: PropertyDescriptor | undefined;
}

/** What the language gives, by the name of the global. Math.random and the clocks are not here: code may have its own. */
const GLOBALS =
  'Object Function Array String Number Symbol Map Set WeakMap WeakSet Promise RegExp JSON Math Reflect Proxy ' +
  'Error TypeError ArrayBuffer Uint8Array Int32Array';

/** Of these nothing is used: the engine neither draws circles nor writes pages. */
const UNUSED =
  /^(?:String\.prototype\.(?:anchor|big|blink|bold|fixed|font\w+|italics|link|small|strike|sub|sup|toLocale\w+)|Math\.(?:a?(?:cos|sin|tan)h?|atan2|cbrt|expm1|fround|hypot|log1p)|Object\.prototype\.__\w+er__)$/;

/** Anybody's: seeded generators and error monitors set them, and a length goes with the indices. */
const FREE: ReadonlySet<string> = new Set([
  'Math.random',
  'Error.stackTraceLimit',
  'Error.prepareStackTrace',
  'Array.prototype.length',
]);

function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) as object;
}

/** Objects that no global names. */
function unnamed(): [name: string, target: object][] {
  const arrayIterator = prototypeOf([][Symbol.iterator]());
  const generator = prototypeOf(function* () {});
  return [
    ['%ArrayIterator%', arrayIterator],
    ['%MapIterator%', prototypeOf(new Map().entries())],
    ['%SetIterator%', prototypeOf(new Set().entries())],
    ['%StringIterator%', prototypeOf(''[Symbol.iterator]())],
    ['%RegExpStringIterator%', prototypeOf('a'.matchAll(/a/g))],
    ['%Iterator%', prototypeOf(arrayIterator)],
    ['%Generator%', Reflect.get(generator, 'prototype') as object],
    ['%TypedArray%', prototypeOf(Int32Array)],
    ['%TypedArray%.prototype', prototypeOf(Int32Array.prototype)],
    ['EventEmitter.prototype', EventEmitter.prototype],
    ['AsyncResource.prototype', AsyncResource.prototype],
    ['AsyncLocalStorage.prototype', AsyncLocalStorage.prototype],
  ];
}

/**
 * Methods of the process that the engine calls. Those that it inherits can be hidden behind one of its own. `emit` is not among
 * them: signal-exit wraps it for good, and what Node tells of arrives all the same (guard-process.ts).
 */
const OF_PROCESS = ['on', 'removeListener', 'removeAllListeners', 'rawListeners', 'nextTick', '_tickCallback'];

function watchedAt(target: object, key: PropertyKey, of: string): Watched {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  const name = typeof key === 'symbol' ? `${of}[${key.description}]` : `${of}${of === '' ? '' : '.'}${String(key)}`;
  const original = descriptor && Object.setPrototypeOf(descriptor, null);
  return { target, key, name, original };
}

/** Those that can be changed at all; nobody asks a function for its name or length. */
function membersOf(name: string, target: object): Watched[] {
  return Reflect.ownKeys(target)
    .filter((key) => typeof target !== 'function' || (key !== 'name' && key !== 'length'))
    .map((key) => watchedAt(target, key, name))
    .filter(({ original }) => original?.configurable === true || original?.writable === true)
    .filter(({ key, original }) => original?.get === undefined || ACCESSORS.has(key));
}

/** The only ones that anything rests on; looking at an accessor takes longer. */
const ACCESSORS: ReadonlySet<PropertyKey> = new Set<PropertyKey>(['size', '__proto__', Symbol.species]);

function globalNamed(name: string): Watched[] {
  const value = Reflect.get(globalThis, name) as { prototype?: object };
  const { prototype } = value;
  const inherited = prototype === undefined ? [] : membersOf(`${name}.prototype`, prototype);
  return [watchedAt(globalThis, name, ''), ...membersOf(name, value), ...inherited];
}

/** All that is watched: whatever the language gives, for there is little that the engine does not use, and some of Node's. */
export function allWatched(): readonly Watched[] {
  return [
    ...GLOBALS.split(' ').flatMap(globalNamed),
    ...unnamed().flatMap(([name, target]) => membersOf(name, target)),
    ...OF_PROCESS.map((key) => watchedAt(process, key, 'process')),
  ].filter(({ name }) => !FREE.has(name) && !UNUSED.test(name));
}

/**
 * Objects that the engine must be able to write to, or that its own objects inherit from: frozen, they stay so. Asked for as a
 * slice begins, whose clocks are others than those of the one before.
 */
export const MUST_STAY_OPEN: readonly (readonly [name: string, target: () => object])[] = [
  ['process', () => process],
  ['Date', () => Date],
  ['globalThis', () => globalThis],
  ['Object.prototype', () => Object.prototype],
  ['Function.prototype', () => Function.prototype],
  ['Error.prototype', () => Error.prototype],
  ['Array.prototype', () => Array.prototype],
];
