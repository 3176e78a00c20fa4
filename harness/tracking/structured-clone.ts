import { types } from 'node:util';
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
    for (const [key, each] of value as Map<unknown, unknown>) {
      copy.set(withoutProxies(key, copies), withoutProxies(each, copies));
    }
    return copy;
  }
  if (types.isSet(raw)) {
    const copy = new Set<unknown>();
    copies.set(value, copy);
    for (const member of value as Set<unknown>) copy.add(withoutProxies(member, copies));
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

/** Whether the clone of an object is made of its properties, not of slots that only the runtime can read. */
function isPlain(raw: object): boolean {
  return Array.isArray(raw) || Object.prototype.toString.call(raw) === '[object Object]';
}
