import { hashString } from './trace-hash.ts';

/** What an operation touches, and therefore what partial-order reduction works on: `file:/state/models.json`. */
export interface Resource {
  readonly name: string;
  /** @internal Of the name. */
  readonly hash: number;
}

/** What an operation does to its resource: `open`, `http`, `timer`. */
export interface Kind {
  readonly name: string;
  /** @internal Of the name. */
  readonly hash: number;
}

const kinds = new Map<string, Kind>();
const resources = new Map<string, Resource>();
/** Names interned before the table is emptied, so that a long exploration with invented names keeps a bounded heap. */
const INTERNED_MAX = 10_000;

function intern<T>(table: Map<string, T>, name: string, make: (name: string) => T): T {
  const known = table.get(name);
  if (known !== undefined) return known;
  if (table.size >= INTERNED_MAX) table.clear();
  const made = make(name);
  table.set(name, made);
  return made;
}

/** The resource of this name. Compare resources by name or hash: identity lasts only while the table does. */
export function resourceNamed(name: string): Resource {
  return intern(resources, name, (name) => ({ name, hash: hashString(name) }));
}

export function kindNamed(name: string): Kind {
  return intern(kinds, name, (name) => ({ name, hash: hashString(name) }));
}
