import { types } from 'node:util';
import type { AccessLog } from '../engine/access-log.ts';
import type { Known } from './known.ts';
import { PROTOTYPE, SHAPE } from './location.ts';
import { locationOf, locationOfEntry } from './memory-log.ts';

/** Everything that an object holds, one level deep. */
interface Contents {
  readonly prototype: object | null;
  readonly properties: readonly PropertyKey[];
  /** Of the properties; of an accessor, its getter. */
  readonly values: readonly unknown[];
  /** Keys of a Map, members of a Set; the time of a Date. */
  readonly keys: readonly unknown[];
  readonly entries: readonly unknown[];
}

/** Something that an object holds. */
export interface Part {
  readonly place: PropertyKey;
  readonly value: unknown;
  /** The property can never have another value: then a proxy must show the value itself. */
  readonly isFixed: boolean;
}

/** Its methods themselves: an instance may have others under their names. */
const MAP = Map.prototype;
const NONE: readonly unknown[] = [];

/** What an object held when last looked at. */
export class Snapshot {
  readonly known: Known;
  private contents: Contents;
  /** It was last found to hold plain values alone, so that a quick look tells whether it still does. */
  private isPlain: boolean;

  constructor(known: Known) {
    this.known = known;
    this.contents = contentsOf(known.raw);
    this.isPlain = holdsPlainValues(known.raw, this.contents);
  }

  /** Everything that it holds, keys of collections included. */
  get parts(): readonly Part[] {
    const { properties, values, keys, entries } = this.contents;
    const { raw } = this.known;
    return [
      ...properties.map((place, i) => ({ place, value: values[i], isFixed: isFixed(raw, place) })),
      ...keys.map((value, i) => ({ place: `<key ${i}>`, value, isFixed: false })),
      ...entries.map((value, i) => ({ place: `<${String(keys[i])}>`, value, isFixed: false })),
    ];
  }

  /**
   * Looks at the object again. `unseen`: something is different for which the step in progress has logged no write. What
   * was changed and changed back within a step is the same: nobody else could see it.
   */
  look(log: AccessLog): 'same' | 'logged' | 'unseen' {
    const before = this.contents;
    if (!this.renew()) return 'same';
    return !this.known.isForeign && isLogged(this.known, before, this.contents, log) ? 'logged' : 'unseen';
  }

  /** Takes what it holds now for what it held. Returns whether that is something else. */
  renew(): boolean {
    const { raw } = this.known;
    if (this.isPlain && isStill(raw as Indexed, this.contents)) return false;
    const now = contentsOf(raw);
    if (isSame(this.contents, now)) return false;
    this.contents = now;
    this.isPlain = holdsPlainValues(raw, now);
    return true;
  }
}

function contentsOf(raw: object): Contents {
  const prototype: object | null = Object.getPrototypeOf(raw);
  let properties: PropertyKey[] = Reflect.ownKeys(raw);
  // The text of a stack is made when it is first looked at.
  if (types.isNativeError(raw)) properties = properties.filter((key) => key !== 'stack');
  const values = properties.map((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(raw, key);
    return descriptor?.get ?? descriptor?.value;
  });
  if (types.isMap(raw))
    return { prototype, properties, values, keys: [...MAP.keys.call(raw)], entries: [...MAP.values.call(raw)] };
  if (types.isSet(raw))
    return { prototype, properties, values, keys: [...Set.prototype.values.call(raw)], entries: NONE };
  if (types.isDate(raw))
    return { prototype, properties, values, keys: [Date.prototype.getTime.call(raw)], entries: NONE };
  return { prototype, properties, values, keys: NONE, entries: NONE };
}

type Indexed = Readonly<Record<PropertyKey, unknown>>;

/** An object with named values, or an array without holes or other properties, that has no accessors and is nothing else. */
function holdsPlainValues(raw: object, { properties, keys }: Contents): boolean {
  if (keys !== NONE || types.isNativeError(raw) || types.isMap(raw) || types.isSet(raw)) return false;
  const isValue = (key: PropertyKey): boolean => 'value' in Object(Reflect.getOwnPropertyDescriptor(raw, key));
  if (!properties.every((key) => typeof key === 'string' && isValue(key))) return false;
  return !Array.isArray(raw) || (properties.length === raw.length + 1 && properties[raw.length] === 'length');
}

/**
 * Whether something that held plain values holds the same ones, without a descriptor or a list of all keys made for each:
 * every step asks this of everything that is tracked. A property of an array that is not enumerable is overlooked, and a
 * getter that was put in the place of a value is called.
 */
function isStill(raw: Indexed, { prototype, properties, values }: Contents): boolean {
  if (Object.getPrototypeOf(raw) !== prototype) return false;
  if (Object.getOwnPropertySymbols(raw).length > 0) return false;
  if (Array.isArray(raw)) return hasSameElements(raw, properties.length - 1, values);
  const names = Object.getOwnPropertyNames(raw);
  if (names.length !== properties.length) return false;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name !== properties[i] || !Object.is(raw[name], values[i])) return false;
  }
  return true;
}

function hasSameElements(raw: readonly unknown[], length: number, values: readonly unknown[]): boolean {
  if (raw.length !== length || Object.keys(raw).length !== length) return false;
  for (let i = 0; i < length; i++) if (!Object.is(raw[i], values[i])) return false;
  return true;
}

function isSame(a: Contents, b: Contents): boolean {
  return (
    a.prototype === b.prototype &&
    areSame(a.properties, b.properties) &&
    areSame(a.values, b.values) &&
    areSame(a.keys, b.keys) &&
    areSame(a.entries, b.entries)
  );
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function isLogged(known: Known, before: Contents, now: Contents, log: AccessLog): boolean {
  if (before.prototype !== now.prototype && !log.hasWritten(locationOf(known, PROTOTYPE))) return false;
  const hasSameShape = areSame(before.properties, now.properties) && areSame(before.keys, now.keys);
  if (!hasSameShape && !log.hasWritten(locationOf(known, SHAPE))) return false;
  const properties = changes(before.properties, before.values, now.properties, now.values) as PropertyKey[];
  if (!properties.every((property) => log.hasWritten(locationOf(known, property)))) return false;
  const keys = changes(before.keys, before.entries, now.keys, now.entries);
  return keys.every((key) => log.hasWritten(locationOfEntry(known, key)));
}

/** The keys that are only in one of both, or that have another value in each. */
function changes(
  keysBefore: readonly unknown[],
  valuesBefore: readonly unknown[],
  keysNow: readonly unknown[],
  valuesNow: readonly unknown[],
): unknown[] {
  const before = new Map(keysBefore.map((key, i) => [key, valuesBefore[i]]));
  const now = new Map(keysNow.map((key, i) => [key, valuesNow[i]]));
  const differs = (key: unknown): boolean => !now.has(key) || !Object.is(before.get(key), now.get(key));
  return [...keysBefore.filter(differs), ...keysNow.filter((key) => !before.has(key))];
}

function isFixed(raw: object, property: PropertyKey): boolean {
  const { configurable, writable } = Reflect.getOwnPropertyDescriptor(raw, property) ?? {};
  return configurable === false && writable === false;
}
