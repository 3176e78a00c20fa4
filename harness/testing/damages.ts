// What code under test may do to what everybody shares, and does not undo.

function refuse(): never {
  throw new Error('damaged');
}

/** What is done, what a verdict must name, and whether that can never be undone in the thread that it was done in. */
export interface Damage {
  readonly names: string;
  readonly inflict: () => void;
  readonly isForEver: boolean;
}

function replaced(names: string, target: object, key: PropertyKey, value: unknown): Damage {
  return changed(names, target, key, { value, writable: true });
}

function changed(names: string, target: object, key: PropertyKey, descriptor: PropertyDescriptor): Damage {
  const configurable = { ...descriptor, configurable: true };
  return { names, inflict: () => void Reflect.defineProperty(target, key, configurable), isForEver: false };
}

const ARRAY_ITERATOR = Object.getPrototypeOf([][Symbol.iterator]()) as object;
const { prototype: array } = Array;
const { prototype: promise } = Promise;
const { prototype: map } = Map;
const { prototype: set } = Set;
const { prototype: call } = Function;

/** By a name that can be that of an implementation. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  'push-throws': replaced('Array.prototype.push', array, 'push', refuse),
  'push-does-nothing': replaced('Array.prototype.push', array, 'push', () => 0),
  'push-is-gone': {
    names: 'Array.prototype.push',
    inflict: () => void Reflect.deleteProperty(array, 'push'),
    isForEver: false,
  },
  'pop-never-ends': replaced('Array.prototype.pop', array, 'pop', () => ({})),
  'map-throws': replaced('Array.prototype.map', array, 'map', refuse),
  'filter-gives-nothing': replaced('Array.prototype.filter', array, 'filter', () => []),
  'array-iterator-throws': replaced('Array.prototype[Symbol.iterator]', array, Symbol.iterator, refuse),
  'array-iterator-ends-at-once': replaced('%ArrayIterator%.next', ARRAY_ITERATOR, 'next', () => ({ done: true })),
  'array-index-has-a-setter': changed('Array.prototype[0]', array, '0', { get: () => undefined, set: () => {} }),
  'then-throws': replaced('Promise.prototype.then', promise, 'then', refuse),
  'then-does-nothing': replaced('Promise.prototype.then', promise, 'then', () => {}),
  'promise-resolve-throws': replaced('Promise.resolve', Promise, 'resolve', refuse),
  'promise-constructor-throws': changed('Promise.prototype.constructor', promise, 'constructor', { get: refuse }),
  'promise-is-gone': replaced('Promise', globalThis, 'Promise', undefined),
  'map-get-throws': replaced('Map.prototype.get', map, 'get', refuse),
  'map-set-does-nothing': replaced('Map.prototype.set', map, 'set', () => {}),
  'map-has-throws': replaced('Map.prototype.has', map, 'has', refuse),
  'map-is-replaced': replaced('Map', globalThis, 'Map', refuse),
  'set-add-throws': replaced('Set.prototype.add', set, 'add', refuse),
  'set-has-throws': replaced('Set.prototype.has', set, 'has', refuse),
  'call-throws': replaced('Function.prototype.call', call, 'call', refuse),
  'apply-throws': replaced('Function.prototype.apply', call, 'apply', refuse),
  'bind-throws': replaced('Function.prototype.bind', call, 'bind', refuse),
  'reflect-apply-throws': replaced('Reflect.apply', Reflect, 'apply', refuse),
  'stringify-throws': replaced('JSON.stringify', JSON, 'stringify', refuse),
  'define-property-throws': replaced('Object.defineProperty', Object, 'defineProperty', refuse),
  'entries-throws': replaced('Object.entries', Object, 'entries', refuse),
  'char-code-is-zero': replaced('String.prototype.charCodeAt', String.prototype, 'charCodeAt', () => 0),
  'error-is-replaced': replaced('Error', globalThis, 'Error', class {}),
  'error-is-gone': replaced('Error', globalThis, 'Error', undefined),
  'imul-is-zero': replaced('Math.imul', Math, 'imul', () => 0),
  'objects-have-a-getter': changed('Object.prototype[get]', Object.prototype, 'get', { value: refuse }),
  'everything-is-thenable': replaced('Object.prototype[then]', Object.prototype, 'then', (done: (value: 1) => void) =>
    done(1),
  ),
  'process-on-throws': replaced('process.on', process, 'on', refuse),
  'next-tick-throws': replaced('process.nextTick', process, 'nextTick', refuse),
  // Of the clocks that it is shown; there are new ones soon.
  'process-is-frozen': { names: 'process', inflict: () => void Object.freeze(process), isForEver: true },
  'date-is-frozen': { names: 'Date', inflict: () => void Object.freeze(globalThis.Date), isForEver: true },
  'push-throws-and-is-frozen': {
    names: 'Array.prototype',
    inflict: () => {
      array.push = refuse;
      Object.freeze(array);
    },
    isForEver: true,
  },
};
