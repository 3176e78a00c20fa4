import { types } from 'node:util';
import { readsEntry, readsShape } from './collection-traps.ts';
import { behind } from './known.ts';

let isInstalled = false;

/** The runtime refuses to clone proxies. From the first tracked object on, `structuredClone` sees through ours. */
export function installStructuredClone(): void {
  if (isInstalled) return;
  isInstalled = true;
  const native = globalThis.structuredClone;
  globalThis.structuredClone = <T>(value: T, options?: StructuredSerializeOptions): T => {
    if (behind(value) === undefined) {
      try {
        return native(value, options);
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== 'DataCloneError') throw error;
      }
    }
    return native(withoutProxies(value, new Map()) as T, options);
  };
}

/** The same value, with a copy in place of each proxy and of what holds one; reading it is logged as any reading is. */
function withoutProxies(value: unknown, copies: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (copies.has(value)) return copies.get(value);
  const raw = behind(value)?.raw ?? value;
  if (types.isMap(raw)) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [key, each] of iterated(value as typeof raw, () => Map.prototype.entries.call(raw))) {
      copy.set(withoutProxies(key, copies), withoutProxies(each, copies));
    }
    return copy;
  }
  if (types.isSet(raw)) {
    const copy = new Set<unknown>();
    copies.set(value, copy);
    for (const member of iterated(value as typeof raw, () => Set.prototype.values.call(raw))) {
      copy.add(withoutProxies(member, copies));
    }
    return copy;
  }
  if (raw === value && !isPlain(raw)) return value;
  const copy: object = Array.isArray(raw) ? new Array(raw.length) : {};
  copies.set(value, copy);
  for (const key of Object.keys(value)) {
    const each: unknown = Reflect.get(value, key);
    Object.defineProperty(copy, key, {
      value: withoutProxies(each, copies),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return copy;
}

/** The proxy's own iteration, which is logged, or the runtime's, if somebody has given it another prototype. */
function iterated<T>(proxy: Iterable<T> & { keys(): Iterable<unknown> }, native: () => Iterable<T>): Iterable<T> {
  const known = behind(proxy);
  if (known === undefined || Reflect.has(proxy, Symbol.iterator)) return proxy;
  readsShape(known);
  const keys = types.isMap(known.raw) ? Map.prototype.keys.call(known.raw) : Set.prototype.keys.call(known.raw);
  for (const key of keys) readsEntry(known, key);
  return native();
}

/** Whether the clone of an object is made of its properties, not of slots that only the runtime can read. */
function isPlain(raw: object): boolean {
  // An heir of a tracked array or Map calls itself one.
  return ORDINARY.has(Object.prototype.toString.call(raw));
}

const ORDINARY: ReadonlySet<string> = new Set(['Object', 'Array', 'Map', 'Set'].map((name) => `[object ${name}]`));
