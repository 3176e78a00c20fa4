import type { Border } from './border.ts';
import {
  CollectionTraps,
  loggedIterator,
  type Method,
  type Methods,
  readsEntry,
  readsShape,
  trackedAs,
  writesAll,
  writesEntry,
} from './collection-traps.ts';
import { type Known, unwrap } from './known.ts';

type AnySet = Set<unknown>;

/** A Set: each member is one location, its size and order are another. */
export class SetTraps extends CollectionTraps {
  protected readonly native: object = Set.prototype;
  protected readonly methods: Methods;

  constructor(known: Known, membrane: Border) {
    super(known, membrane);
    this.methods = methodsFor(membrane);
  }
}

let made: Methods | null = null;

function methodsFor(membrane: Border): Methods {
  made ??= makeMethods(membrane);
  return made;
}

/** Methods of later versions of Node that make something new of a Set and change nothing: a copy of it will do. */
const READING = [
  'union',
  'intersection',
  'difference',
  'symmetricDifference',
  'isSubsetOf',
  'isSupersetOf',
  'isDisjointFrom',
];

function makeMethods(membrane: Border): Methods {
  /** Native behaviour for a `this` that is no tracked Set, exceptions included. */
  const method = (
    native: (...args: never[]) => unknown,
    tracked: (set: AnySet, known: Known, args: readonly unknown[], self: unknown) => unknown,
  ) =>
    function (this: unknown, ...args: readonly unknown[]): unknown {
      const known = trackedAs('set', this);
      return known === undefined ? Reflect.apply(native, this, args) : tracked(known.raw as AnySet, known, args, this);
    };
  const iterator = (pick: (member: unknown) => unknown) =>
    method(Set.prototype.values, (set, known) =>
      loggedIterator(known, Set.prototype.values.call(set), (member) => ({
        key: member,
        value: pick(membrane.toCode(member)),
      })),
    );
  const values = iterator((member) => member);
  const methods = new Map<PropertyKey, Method>([
    [
      'has',
      method(Set.prototype.has, (set, known, [member]) => {
        const kept = unwrap(member);
        readsEntry(known, kept);
        return Set.prototype.has.call(set, kept);
      }),
    ],
    [
      'add',
      method(Set.prototype.add, (set, known, [member], self) => {
        const kept = membrane.fromCode(member);
        // Adding what is there changes nothing.
        if (Set.prototype.has.call(set, kept)) readsEntry(known, kept);
        else writesEntry(known, kept, true);
        Set.prototype.add.call(set, kept);
        return self;
      }),
    ],
    [
      'delete',
      method(Set.prototype.delete, (set, known, [member]) => {
        const kept = unwrap(member);
        if (Set.prototype.has.call(set, kept)) writesEntry(known, kept, true);
        else readsEntry(known, kept);
        return Set.prototype.delete.call(set, kept);
      }),
    ],
    [
      'clear',
      method(Set.prototype.clear, (set, known) => {
        writesAll(known, Set.prototype.values.call(set));
        Set.prototype.clear.call(set);
      }),
    ],
    [
      'forEach',
      method(Set.prototype.forEach, (set, known, [callback, thisArg], self) => {
        if (typeof callback !== 'function') return Set.prototype.forEach.call(set, callback as () => void);
        readsShape(known);
        Set.prototype.forEach.call(set, (raw) => {
          readsShape(known);
          readsEntry(known, raw);
          const member = membrane.toCode(raw);
          Reflect.apply(callback, thisArg, [member, member, self]);
        });
      }),
    ],
    ['values', values],
    ['keys', values],
    ['entries', iterator((member) => [member, member])],
    [Symbol.iterator, values],
  ]);
  for (const name of READING) {
    const native: unknown = Reflect.get(Set.prototype, name);
    if (typeof native !== 'function') continue;
    methods.set(name, function (this: unknown, ...args: readonly unknown[]): unknown {
      const isTracked = trackedAs('set', this) !== undefined;
      return Reflect.apply(native, isTracked ? new Set(this as AnySet) : this, args);
    });
  }
  return methods;
}
