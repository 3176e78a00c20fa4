import { type AccessLog, currentAccessLog } from '../engine/access-log.ts';
import type { Known } from './known.ts';
import { Aspect, aspectLocation, entryLocation, isObject, type Place, propertyLocation } from './location.ts';

/** The log of the step in progress, if it is to say what memory it touches. */
export function memoryLog(): AccessLog | null {
  const log = currentAccessLog();
  return log?.seesMemory === true ? log : null;
}

/** Names of locations, while somebody wants them. */
let names: Map<number, string> | null = null;

export function collectNames(into: Map<number, string> | null): void {
  names = into;
}

/** The access key of a property or an aspect of an object. */
export function locationOf(known: Known, place: Place): number {
  const key = place instanceof Aspect ? aspectLocation(known.id, place) : propertyLocation(known.id, place);
  if (names !== null) names.set(key, `${nameOf(known)}${textOf(place)}`);
  return key;
}

/** The access key of an entry of a Map or Set. */
export function locationOfEntry(known: Known, key: unknown): number {
  const location = entryLocation(known.id, key);
  if (names !== null) names.set(location, `${nameOf(known)}${isObject(key) ? '<object keys>' : `<${String(key)}>`}`);
  return location;
}

function nameOf({ name, parent, place }: Known): string {
  if (name !== null) return name;
  return parent === null || place === null ? '(unnamed)' : `${nameOf(parent)}${textOf(place)}`;
}

function textOf(place: Place): string {
  if (place instanceof Aspect) return ` (${place.name})`;
  if (typeof place === 'symbol') return `[${String(place)}]`;
  const text = String(place);
  return text.startsWith('<') ? text : `.${text}`;
}
