import { behind, type Known } from './known.ts';
import { SHAPE } from './location.ts';
import { locationOf, locationOfEntry, memoryLog } from './memory-log.ts';
import { ObjectTraps } from './object-traps.ts';

/** Methods that take the place of a native collection's own: these look for slots that a proxy does not have. */
export type Methods = ReadonlyMap<PropertyKey, Method>;
export type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/** What Maps and Sets have in common. */
export abstract class CollectionTraps extends ObjectTraps {
  protected abstract readonly native: object;
  protected abstract readonly methods: Methods;

  override get(target: object, property: PropertyKey, receiver: unknown): unknown {
    const value = super.get(target, property, property === 'size' ? target : receiver);
    if (Object.hasOwn(target, property) || Reflect.getPrototypeOf(target) !== this.native) return value;
    if (property === 'size') readsShape(this.known);
    if (property === 'constructor' || typeof value !== 'function') return value;
    return this.methods.get(property) ?? this.unknownMethod(value as Method);
  }

  /** A method that this version knows nothing of is run on the collection itself, and may do anything to it. */
  private unknownMethod(method: Method): unknown {
    if (!Object.values(Object.getOwnPropertyDescriptors(this.native)).some(({ value }) => value === method))
      return method;
    const { known, membrane } = this;
    return (...args: readonly unknown[]): unknown => {
      memoryLog()?.seesNothing();
      return membrane.toCode(Reflect.apply(method, known.raw, args.map(membrane.fromCode)));
    };
  }
}

/** The collection that a method was called on, or undefined if it is no proxy of one: then the native method answers. */
export function trackedAs(kind: 'map' | 'set', self: unknown): Known | undefined {
  const known = behind(self);
  return known?.kind === kind ? known : undefined;
}

export function readsShape(known: Known): void {
  memoryLog()?.reads(locationOf(known, SHAPE));
}

export function readsEntry(known: Known, key: unknown): void {
  memoryLog()?.reads(locationOfEntry(known, key));
}

/** An entry's value is written; with `isNew`, an entry comes or goes as well. */
export function writesEntry(known: Known, key: unknown, isNew: boolean): void {
  const log = memoryLog();
  if (log === null) return;
  log.writes(locationOfEntry(known, key));
  if (isNew) log.writes(locationOf(known, SHAPE));
}

export function writesAll(known: Known, keys: Iterable<unknown>): void {
  if (memoryLog() === null) return;
  readsShape(known);
  for (const key of keys) writesEntry(known, key, true);
}

/** A native iterator whose every step is logged, and whose results are `seen`: it may be used over several steps. */
export function loggedIterator(
  known: Known,
  native: Iterator<unknown>,
  seen: (result: unknown) => { readonly key: unknown; readonly value: unknown },
): unknown {
  return Object.create(Object.getPrototypeOf(native), {
    next: {
      value(): IteratorResult<unknown, undefined> {
        readsShape(known);
        const result = native.next();
        if (result.done === true) return { value: undefined, done: true };
        const { key, value } = seen(result.value);
        readsEntry(known, key);
        return { value, done: false };
      },
    },
  });
}
