// Which objects work behind a proxy at all: their methods run with the proxy as `this`.

/** `#name`, and what compilers for older runtimes make of it. In doubt, as in a string that looks like it, it counts. */
const PRIVATE = /#[\p{ID_Start}_$]|__private(?:Get|Set|Add|In|Method)|__classPrivateField|_classPrivate/u;
const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

const ORDINARY: ReadonlySet<object> = new Set([Object.prototype, Array.prototype]);
const answers = new WeakMap<object, boolean>();

/**
 * Whether instances of this prototype may be used through a proxy. Private members (`#x`) are looked for in the source
 * text of each class of the chain, because a proxy has none: `proxy.#x` throws. Native classes keep state in slots that a
 * proxy does not have either.
 */
export function isTransparent(prototype: object | null): boolean {
  if (prototype === null || ORDINARY.has(prototype)) return true;
  let answer = answers.get(prototype);
  if (answer === undefined) {
    answer = !functionsOf(prototype).some(isClosedToProxies) && isTransparent(Object.getPrototypeOf(prototype));
    answers.set(prototype, answer);
  }
  return answer;
}

/**
 * Whether the object has functions of its own that keep hold of it: `handle = () => this.x`, or bound methods. They
 * were made before there was a proxy, so what they do to the object passes it by.
 */
export function holdsItself(object: object, prototype: object | null): boolean {
  if (prototype === null || ORDINARY.has(prototype)) return false;
  let classes: string | null = null;
  for (const key of Reflect.ownKeys(object)) {
    const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
    if (typeof value !== 'function') continue;
    const source = sourceOf(value);
    if (NATIVE.test(source)) return true;
    classes ??= sourcesOf(prototype);
    if (classes.includes(source)) return true;
  }
  return false;
}

function isClosedToProxies(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  const source = sourceOf(value);
  return NATIVE.test(source) || PRIVATE.test(source);
}

/** The prototype's functions, its constructor and its getters and setters included. */
function functionsOf(prototype: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(prototype)).flatMap(({ value, get, set }) => [value, get, set]);
}

function sourcesOf(prototype: object): string {
  let sources = '';
  for (let at: object | null = prototype; at !== null && !ORDINARY.has(at); at = Object.getPrototypeOf(at)) {
    for (const value of functionsOf(at)) if (typeof value === 'function') sources += sourceOf(value);
  }
  return sources;
}

function sourceOf(value: object): string {
  return Function.prototype.toString.call(value);
}
