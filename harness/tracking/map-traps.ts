import type { Border } from './border.ts';
import { method, methodsOf } from './collection-methods.ts';
import { CollectionTraps, type Methods, readsEntry, writesEntry } from './collection-traps.ts';
import { type Known, unwrap } from './known.ts';

type AnyMap = Map<unknown, unknown>;

/** A Map: each key is one location, its size and order are another. */
export class MapTraps extends CollectionTraps {
  protected readonly native: object = Map.prototype;
  protected readonly methods: Methods;

  constructor(known: Known, membrane: Border) {
    super(known, membrane);
    made ??= makeMethods(membrane);
    this.methods = made;
  }
}

let made: Methods | null = null;

function makeMethods(membrane: Border): Methods {
  const get = method<AnyMap>('map', Map.prototype.get, (map, known, [key]) => {
    const kept = unwrap(key);
    readsEntry(known, kept);
    return membrane.toCode(Map.prototype.get.call(map, kept));
  });
  const set = method<AnyMap>('map', Map.prototype.set, (map, known, [key, value], self) => {
    const kept = membrane.fromCode(key);
    writesEntry(known, kept, !Map.prototype.has.call(map, kept));
    Map.prototype.set.call(map, kept, membrane.fromCode(value));
    return self;
  });
  return methodsOf('map', Map.prototype, membrane, 'entries', [
    ['get', get],
    ['set', set],
  ]);
}
