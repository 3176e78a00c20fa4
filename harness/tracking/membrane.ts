import type { Border } from './border.ts';
import { behind, type Known, knownOf, setProxy } from './known.ts';
import { isObject } from './location.ts';
import { MapTraps } from './map-traps.ts';
import { memoryLog } from './memory-log.ts';
import { ObjectTraps } from './object-traps.ts';
import { SetTraps } from './set-traps.ts';
import { watcherOf } from './watcher.ts';

export const membrane: Border = {
  toCode(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || behind(value) !== undefined) return value;
    return proxyOf(knownOf(value));
  },

  fromCode(value: unknown): unknown {
    const own = behind(value);
    if (own !== undefined) return own.raw;
    if (!isObject(value) || typeof value === 'function') return value;
    const known = knownOf(value);
    if (known.proxy === null) {
      // Code may compare it, and use it, by the reference that it has: so it must come out as it went in.
      known.isForeign = true;
      const log = memoryLog();
      if (log !== null) watcherOf(log).watch(value);
    }
    return value;
  },
};

/** The object's proxy, or the object itself if it is none that works behind one. */
export function proxyOf(known: Known): object {
  if (known.isForeign) return known.raw;
  if (known.proxy === null) {
    const traps = trapsOf(known);
    if (traps === null) return known.raw;
    setProxy(known, new Proxy(known.raw, traps));
  }
  return known.proxy ?? known.raw;
}

function trapsOf(known: Known): ProxyHandler<object> | null {
  if (known.kind === 'object') return new ObjectTraps(known, membrane);
  if (known.kind === 'map') return new MapTraps(known, membrane);
  if (known.kind === 'set') return new SetTraps(known, membrane);
  return null;
}
