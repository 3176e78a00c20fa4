import type { Border } from './border.ts';
import { method, methodsOf } from './collection-methods.ts';
import { CollectionTraps, type Method, type Methods, readsEntry, trackedAs, writesEntry } from './collection-traps.ts';
import type { Known } from './known.ts';

type AnySet = Set<unknown>;

/** A Set: each member is one location, its size and order are another. */
export class SetTraps extends CollectionTraps {
  protected readonly native: object = Set.prototype;
  protected readonly methods: Methods;

  constructor(known: Known, membrane: Border) {
    super(known, membrane);
    made ??= makeMethods(membrane);
    this.methods = made;
  }
}

let made: Methods | null = null;

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
  const add = method<AnySet>('set', Set.prototype.add, (set, known, [member], self) => {
    const kept = membrane.fromCode(member);
    // Adding what is there changes nothing.
    if (Set.prototype.has.call(set, kept)) readsEntry(known, kept);
    else writesEntry(known, kept, true);
    Set.prototype.add.call(set, kept);
    return self;
  });
  return methodsOf('set', Set.prototype, membrane, 'values', [['add', add], ...READING.flatMap(reading)]);
}

function reading(name: string): [string, Method][] {
  const native: unknown = Reflect.get(Set.prototype, name);
  if (typeof native !== 'function') return [];
  const onCopy = function (this: unknown, ...args: readonly unknown[]): unknown {
    const isTracked = trackedAs('set', this) !== undefined;
    return Reflect.apply(native, isTracked ? new Set(this as AnySet) : this, args);
  };
  return [[name, onCopy]];
}
