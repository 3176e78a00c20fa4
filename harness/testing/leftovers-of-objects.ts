/** Objects followed from a root: a module, a class of it, the class's prototype, a method of that, and what hangs there. */
const DEPTH_MAX = 5;

/** What changes whoever runs, or is looked at elsewhere. */
const LEFT_OUT = /^(?:module\.(?:_cache|_pathCache|globalPaths)|process\.(?:env|moduleLoadList|mainModule))\b/;

/**
 * Every own property of these objects, and of objects that they have or inherit from, by path: its value, its getter and setter, and
 * what may be done to it. Getters are not called. What Node keeps under symbols of its own (a socket's state, a list of timers) is not
 * looked at: it has no name.
 */
export function describeObjects(roots: readonly (readonly [name: string, value: unknown])[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const seen = new Set<object>();
  for (const [name, root] of roots) if (isObject(root)) describe(name, root, 0, { found, seen });
  return found;
}

interface Walk {
  readonly found: Map<string, unknown>;
  readonly seen: Set<object>;
}

function describe(path: string, object: object, depth: number, walk: Walk): void {
  if (walk.seen.has(object) || LEFT_OUT.test(path.replace(/^globalThis\./, ''))) return;
  walk.seen.add(object);
  const next: [string, object][] = [];
  const note = (name: string, value: unknown): void => {
    walk.found.set(name, value);
    if (isObject(value)) next.push([name, value]);
  };
  note(`${path}.[[Prototype]]`, Object.getPrototypeOf(object));
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) continue;
    const name = typeof key === 'symbol' ? `${path}[${String(key)}]` : `${path}.${key}`;
    if (LEFT_OUT.test(name.replace(/^globalThis\./, ''))) continue;
    const { writable, enumerable, configurable } = descriptor;
    walk.found.set(`${name} flags`, `${writable} ${enumerable} ${configurable}`);
    if (descriptor.get !== undefined) note(`${name} get`, descriptor.get);
    if (descriptor.set !== undefined) note(`${name} set`, descriptor.set);
    if ('value' in descriptor) note(name, descriptor.value);
  }
  if (depth < DEPTH_MAX) for (const [name, value] of next) describe(name, value, depth + 1, walk);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
