import Module, { createRequire } from 'node:module';
import { overlaid } from './overlay.ts';

const require = createRequire(import.meta.url);
/** What `import * as` gives but for `default`, which each process has its own of. */
const namespaces = new Map<string, PropertyDescriptorMap>();

/** Node's own module of this name, for one simulated process. Those that are a function there is but one of. */
export function overlaidBuiltin(name: string): unknown {
  const shared: unknown = require(name);
  // The globals each process has in its turn: see own-globals.ts.
  return typeof shared === 'object' && shared !== null && shared !== process ? overlaid(shared) : shared;
}

/** The same as `import * as` gives it. What the seams replace in it is seen at each look. */
export function builtinNamespace(name: string, own: () => unknown): object {
  const known = namespaces.get(name) ?? gettersOf(require(name));
  namespaces.set(name, known);
  return Object.defineProperties({}, { ...known, default: { enumerable: true, get: own } });
}

/** What `import` gives of a module that has but one value. */
export function namespaceOf(exports: unknown): object {
  return Object.defineProperties({ default: exports }, gettersOf(exports));
}

function gettersOf(exports: unknown): PropertyDescriptorMap {
  const getters: PropertyDescriptorMap = { __esModule: { value: true } };
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return getters;
  for (const key of Object.keys(exports)) {
    if (key === 'default' || key === '__esModule') continue;
    getters[key] = { enumerable: true, get: () => Reflect.get(exports, key) as unknown };
  }
  return getters;
}

/** `node:module` for a copy: what it creates to load modules with loads copies. */
export function moduleWith(createCopying: (from: string | URL) => unknown): unknown {
  return new Proxy(Module, {
    get: (target, key) => (key === 'createRequire' ? createCopying : (Reflect.get(target, key) as unknown)),
  });
}
