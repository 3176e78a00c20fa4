/**
 * A shared object as one simulated process has it: what its code puts in the place of a property (packages that wrap `fs.close` do) is there for its own modules alone, and gone with the process. All else is read from the shared one at each look.
 */
export function overlaid(shared: object): object {
  /** Undefined: deleted. */
  const own = new Map<PropertyKey, PropertyDescriptor | undefined>();
  const descriptorOf = (key: PropertyKey): PropertyDescriptor | undefined =>
    own.has(key) ? own.get(key) : Reflect.getOwnPropertyDescriptor(shared, key);
  const isFixed = (key: PropertyKey): boolean => {
    const known = Reflect.getOwnPropertyDescriptor(shared, key);
    return known !== undefined && (known.configurable !== true || known.set !== undefined);
  };
  return new Proxy(shared, {
    get(_, key) {
      const mine = own.get(key);
      if (mine === undefined) return own.has(key) ? undefined : (Reflect.get(shared, key) as unknown);
      return mine.get === undefined ? (mine.value as unknown) : (Reflect.apply(mine.get, shared, []) as unknown);
    },
    set(_, key, value) {
      const mine = own.get(key);
      if (mine === undefined && isFixed(key)) return Reflect.set(shared, key, value);
      if (mine?.set !== undefined) Reflect.apply(mine.set, shared, [value]);
      else
        own.set(key, { value, writable: true, enumerable: descriptorOf(key)?.enumerable ?? true, configurable: true });
      return true;
    },
    defineProperty(_, key, descriptor) {
      if (!own.has(key) && isFixed(key)) return Reflect.defineProperty(shared, key, descriptor);
      own.set(key, { ...descriptorOf(key), ...descriptor, configurable: true });
      return true;
    },
    deleteProperty(_, key) {
      if (!own.has(key) && isFixed(key)) return Reflect.deleteProperty(shared, key);
      own.set(key, undefined);
      return true;
    },
    has: (_, key) => (own.has(key) ? own.get(key) !== undefined : Reflect.has(shared, key)),
    getOwnPropertyDescriptor: (_, key) => descriptorOf(key),
    ownKeys: () =>
      [...new Set([...Reflect.ownKeys(shared), ...(own.keys() as Iterable<string | symbol>)])].filter(
        (key) => descriptorOf(key) !== undefined,
      ),
  });
}
