import type { Border } from './border.ts';
import {
  loggedIterator,
  type Method,
  type Methods,
  readsEntry,
  readsShape,
  trackedAs,
  writesAll,
  writesEntry,
} from './collection-traps.ts';
import { type Known, unwrap } from './known.ts';

/** What the prototypes of Map and Set have in common; of a Set, both parts of an entry are the member. */
interface Native {
  has(key: unknown): boolean;
  delete(key: unknown): boolean;
  clear(): void;
  forEach(callback: (value: unknown, key: unknown) => void, thisArg?: unknown): void;
  keys(): Iterable<unknown>;
  values(): Iterable<unknown>;
  entries(): Iterator<readonly [key: unknown, value: unknown]>;
}

/** What a method does on a tracked collection: `self` is the proxy that it was called on. */
export type Tracked<Raw> = (raw: Raw, known: Known, args: readonly unknown[], self: unknown) => unknown;

/** A method of tracked collections of one kind; for any other `this` it is the native one, exceptions included. */
export function method<Raw extends object>(
  kind: 'map' | 'set',
  native: (...args: never[]) => unknown,
  tracked: Tracked<Raw>,
): Method {
  return function (this: unknown, ...args: readonly unknown[]): unknown {
    const known = trackedAs(kind, this);
    return known === undefined ? Reflect.apply(native, this, args) : tracked(known.raw as Raw, known, args, this);
  };
}

/** The methods that Maps and Sets share, with those of one kind added. `iterated`: what a loop over one calls. */
export function methodsOf(
  kind: 'map' | 'set',
  native: Native,
  membrane: Border,
  iterated: 'values' | 'entries',
  own: readonly (readonly [PropertyKey, Method])[],
): Methods {
  const iterates = (name: 'keys' | 'values' | 'entries', pick: Pick): Method =>
    iterator(kind, native, name, membrane, pick);
  const values = iterates('values', (_key, value) => value);
  const entries = iterates('entries', (key, value) => [key, value]);
  return new Map<PropertyKey, Method>([
    ['has', method(kind, native.has, hasEntry(native))],
    ['delete', method(kind, native.delete, deleteEntry(native))],
    ['clear', method(kind, native.clear, clear(native))],
    ['forEach', method(kind, native.forEach, forEach(native, membrane))],
    ['keys', iterates('keys', (key) => key)],
    ['values', values],
    ['entries', entries],
    [Symbol.iterator, iterated === 'values' ? values : entries],
    ...own,
  ]);
}

function hasEntry(native: Native): Tracked<object> {
  return (raw, known, [key]) => {
    const kept = unwrap(key);
    readsEntry(known, kept);
    return native.has.call(raw, kept);
  };
}

function deleteEntry(native: Native): Tracked<object> {
  return (raw, known, [key]) => {
    const kept = unwrap(key);
    if (native.has.call(raw, kept)) writesEntry(known, kept, true);
    else readsEntry(known, kept);
    return native.delete.call(raw, kept);
  };
}

function clear(native: Native): Tracked<object> {
  return (raw, known) => {
    writesAll(known, native.keys.call(raw));
    native.clear.call(raw);
  };
}

function forEach(native: Native, membrane: Border): Tracked<object> {
  return (raw, known, [callback, thisArg], self) => {
    if (typeof callback !== 'function') return native.forEach.call(raw, callback as () => void);
    readsShape(known);
    native.forEach.call(raw, (value, key) => {
      readsShape(known);
      readsEntry(known, key);
      Reflect.apply(callback, thisArg, [membrane.toCode(value), membrane.toCode(key), self]);
    });
    return undefined;
  };
}

type Pick = (key: unknown, value: unknown) => unknown;

function iterator(
  kind: 'map' | 'set',
  native: Native,
  name: 'keys' | 'values' | 'entries',
  membrane: Border,
  pick: Pick,
): Method {
  return method<object>(kind, native[name], (raw, known) =>
    loggedIterator(known, native.entries.call(raw), (entry) => {
      const [key, value] = entry as readonly [unknown, unknown];
      return { key, value: pick(membrane.toCode(key), membrane.toCode(value)) };
    }),
  );
}
