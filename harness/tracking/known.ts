import { hashString } from '../engine/trace-hash.ts';
import { type Kind, kindOf } from './kinds.ts';
import type { Place } from './location.ts';

/** The id of every object that was tracked while nobody listened: all of these look like one, in every execution. */
export const COMMON_ID: number = hashString('tracked outside an execution');

/** What is known of one object that tracking has met. */
export class Known {
  readonly raw: object;
  readonly kind: Kind;
  /** Tells objects apart; the same in every execution of the same trace. */
  id: number = COMMON_ID;
  /** Its proxy, once somebody has asked for it. */
  proxy: object | null = null;
  /** It came from outside, where others may hold it: it comes out as it went in. */
  isForeign = false;
  /** For debugging: the name that it was given, or where it was found. */
  name: string | null = null;
  parent: Known | null = null;
  place: Place | null = null;

  constructor(raw: object) {
    this.raw = raw;
    this.kind = kindOf(raw);
  }
}

// Both weak: what an execution tracked goes with it.
const knownByRaw = new WeakMap<object, Known>();
const knownByProxy = new WeakMap<object, Known>();

export function knownOf(raw: object): Known {
  let known = knownByRaw.get(raw);
  if (known === undefined) {
    known = new Known(raw);
    knownByRaw.set(raw, known);
  }
  return known;
}

export function setProxy(known: Known, proxy: object): void {
  known.proxy = proxy;
  knownByProxy.set(proxy, known);
}

/** What stands behind a proxy; undefined for anything else. */
export function behind(value: unknown): Known | undefined {
  return typeof value === 'object' && value !== null ? knownByProxy.get(value) : undefined;
}

/** The object itself, if the value is its proxy; otherwise the value. */
export function unwrap(value: unknown): unknown {
  return behind(value)?.raw ?? value;
}
