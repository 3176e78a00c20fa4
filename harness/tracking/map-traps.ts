import type { Border } from './border.ts';
import {
  CollectionTraps,
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

type AnyMap = Map<unknown, unknown>;

/** A Map: each key is one location, its size and order are another. */
export class MapTraps extends CollectionTraps {
  protected readonly native: object = Map.prototype;
  protected readonly methods: Methods;

  constructor(known: Known, membrane: Border) {
    super(known, membrane);
    this.methods = methodsFor(membrane);
  }
}

let made: Methods | null = null;

function methodsFor(membrane: Border): Methods {
  made ??= makeMethods(membrane);
  return made;
}

function makeMethods(membrane: Border): Methods {
  /** Native behaviour for a `this` that is no tracked Map, exceptions included. */
  const method = (
    native: (...args: never[]) => unknown,
    tracked: (map: AnyMap, known: Known, args: readonly unknown[], self: unknown) => unknown,
  ) =>
    function (this: unknown, ...args: readonly unknown[]): unknown {
      const known = trackedAs('map', this);
      return known === undefined ? Reflect.apply(native, this, args) : tracked(known.raw as AnyMap, known, args, this);
    };
  const iterator = (native: (this: AnyMap) => Iterator<unknown>, pick: (key: unknown, value: unknown) => unknown) =>
    method(native, (map, known) =>
      loggedIterator(known, Map.prototype.entries.call(map), (entry) => {
        const [key, value] = entry as [unknown, unknown];
        return { key, value: pick(membrane.toCode(key), membrane.toCode(value)) };
      }),
    );
  const entries = iterator(Map.prototype.entries, (key, value) => [key, value]);
  return new Map<PropertyKey, Method>([
    [
      'get',
      method(Map.prototype.get, (map, known, [key]) => {
        const kept = unwrap(key);
        readsEntry(known, kept);
        return membrane.toCode(Map.prototype.get.call(map, kept));
      }),
    ],
    [
      'has',
      method(Map.prototype.has, (map, known, [key]) => {
        const kept = unwrap(key);
        readsEntry(known, kept);
        return Map.prototype.has.call(map, kept);
      }),
    ],
    [
      'set',
      method(Map.prototype.set, (map, known, [key, value], self) => {
        const kept = membrane.fromCode(key);
        writesEntry(known, kept, !Map.prototype.has.call(map, kept));
        Map.prototype.set.call(map, kept, membrane.fromCode(value));
        return self;
      }),
    ],
    [
      'delete',
      method(Map.prototype.delete, (map, known, [key]) => {
        const kept = unwrap(key);
        if (Map.prototype.has.call(map, kept)) writesEntry(known, kept, true);
        else readsEntry(known, kept);
        return Map.prototype.delete.call(map, kept);
      }),
    ],
    [
      'clear',
      method(Map.prototype.clear, (map, known) => {
        writesAll(known, Map.prototype.keys.call(map));
        Map.prototype.clear.call(map);
      }),
    ],
    [
      'forEach',
      method(Map.prototype.forEach, (map, known, [callback, thisArg], self) => {
        if (typeof callback !== 'function') return Map.prototype.forEach.call(map, callback as () => void);
        readsShape(known);
        Map.prototype.forEach.call(map, (value, key) => {
          readsShape(known);
          readsEntry(known, key);
          Reflect.apply(callback, thisArg, [membrane.toCode(value), membrane.toCode(key), self]);
        });
      }),
    ],
    ['keys', iterator(Map.prototype.keys, (key) => key)],
    ['values', iterator(Map.prototype.values, (_key, value) => value)],
    ['entries', entries],
    [Symbol.iterator, entries],
  ]);
}
