import { hashString } from '../engine/trace-hash.ts';

/** What can be read or written of an object: a property, a key of a Map, a member of a Set, or one of these aspects. */
export type Place = PropertyKey | Aspect;

/** A part of an object that is no property. */
export class Aspect {
  readonly name: string;
  readonly hash: number;

  constructor(name: string) {
    this.name = name;
    this.hash = hashString(`aspect:${name}`);
  }
}

/** Which keys there are, in which order, and whether there can be more. */
export const SHAPE: Aspect = new Aspect('shape');
/** The object's prototype: where whatever is no property of its own is looked for. */
export const PROTOTYPE: Aspect = new Aspect('prototype');
/** All entries of a collection whose keys are objects: these have no names of their own. */
export const OBJECT_KEYS: Aspect = new Aspect('object keys');

const MIX = 0x9e3779b1;

/** Mixes two hashes; no order of objects in an execution enters it. */
export function mix(a: number, b: number): number {
  const mixed = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, MIX);
  return (mixed ^ (mixed >>> 13)) | 0;
}

/** The access key of a property. Symbols go by their description: two of one description look like one. */
export function propertyLocation(id: number, property: PropertyKey): number {
  const hash = typeof property === 'symbol' ? hashString(String(property)) : hashString(String(property)) ^ MIX;
  return mix(id, hash);
}

export function aspectLocation(id: number, aspect: Aspect): number {
  return mix(id, aspect.hash);
}

/** The access key of an entry of a Map or Set: 1 and '1' are two keys, 0 and -0 are one. */
export function entryLocation(id: number, key: unknown): number {
  if (isObject(key)) return aspectLocation(id, OBJECT_KEYS);
  return mix(id, hashString(`${typeof key}:${String(key)}`));
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
