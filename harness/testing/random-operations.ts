import fc from 'fast-check';

// A little language of operations on shared objects, as data, so that a plain structure and a tracked one can be put
// through the same things. For tests.

/** Where a value comes from: the shared root, one of the actor's own variables, or thin air. */
export type Source =
  | { readonly from: 'root' }
  | { readonly from: 'variable'; readonly index: number }
  | { readonly from: 'fresh'; readonly make: Fresh }
  | { readonly from: 'constant'; readonly value: Constant };
type Fresh = 'object' | 'array' | 'map' | 'set' | 'instance' | 'tracked object' | 'tracked array' | 'tracked map';
type Constant = undefined | null | boolean | number | string;

export interface RandomOperation {
  readonly name: string;
  readonly on: Source;
  readonly key: PropertyKey;
  readonly value: Source;
  readonly number: number;
  /** The variable that takes the result; null: only what kind of thing it is counts. */
  readonly into: number | null;
}

/** One actor's local variables. */
export type Variables = unknown[];
export const VARIABLES = 3;

/** Something with accessors, methods and an inherited default. */
export class Counter {
  count = 0;
  parts: { label: string } = { label: 'none' };

  get double(): number {
    return this.count * 2;
  }

  set double(value: number) {
    this.count = value / 2;
  }

  increment(): number {
    return ++this.count;
  }

  swapParts(label: string): string {
    const before = this.parts.label;
    this.parts = { label };
    return before;
  }
}
Object.defineProperty(Counter.prototype, 'limit', { value: 10, writable: true, configurable: true });

export function makeRoot(): Record<string, unknown> {
  const shared = { n: 1 };
  return {
    a: 1,
    b: 'two',
    inner: { a: 1, b: { c: 2 } },
    list: [3, 1, 2],
    objects: [{ n: 0 }, shared],
    map: new Map<unknown, unknown>([
      ['a', 1],
      ['b', shared],
      [0, 'zero'],
    ]),
    set: new Set<unknown>(['a', 0, shared]),
    counter: new Counter(),
    frozen: Object.freeze({ a: { n: 5 }, b: 1 }),
  };
}

type Any = Record<PropertyKey, unknown>;
type Method = (...args: readonly unknown[]) => unknown;

function call(on: unknown, name: PropertyKey, ...args: readonly unknown[]): unknown {
  const method = (on as Any)[name] as Method;
  return Reflect.apply(method, on, args);
}

/** A property of the language, or a mistake that ordinary code makes: exceptions are results too. */
export const OPERATIONS: Readonly<Record<string, (on: unknown, op: RandomOperation, value: unknown) => unknown>> = {
  get: (on, { key }) => (on as Any)[key],
  optional: (on, { key }) => (on as Any | undefined)?.[key],
  set: (on, { key }, value) => {
    (on as Any)[key] = value;
  },
  reflectSet: (on, { key }, value) => Reflect.set(on as Any, key, value),
  setOnHeir: (on, { key }, value) => {
    const heir = Object.create(on as Any) as Any;
    heir[key] = value;
    return heir;
  },
  has: (on, { key }) => key in (on as Any),
  hasOwn: (on, { key }) => Object.hasOwn(on as Any, key),
  delete: (on, { key }) => Reflect.deleteProperty(on as Any, key),
  keys: (on) => Object.keys(on as Any).join(),
  ownKeys: (on) =>
    Reflect.ownKeys(on as Any)
      // What makes a native iterator one of ours.
      .filter((key) => key !== 'next')
      .map(String)
      .join(),
  spread: (on) => ({ ...(on as Any) }),
  json: (on) => JSON.stringify(on),
  clone: (on) => structuredClone(on),
  descriptor: (on, { key }) => {
    const { value, ...flags } = Object.getOwnPropertyDescriptor(on, key) ?? { value: undefined };
    return JSON.stringify(flags);
  },
  define: (on, { key, number }, value) =>
    Reflect.defineProperty(on as Any, key, {
      value,
      ...((number & 1) !== 0 ? { writable: (number & 2) !== 0 } : {}),
      ...((number & 4) !== 0 ? { configurable: true } : {}),
      enumerable: true,
    }),
  defineGetter: (on, { key, number }) =>
    Reflect.defineProperty(on as Any, key, { get: () => number, configurable: true, enumerable: true }),
  freeze: (on) => Object.freeze(on as Any) === on,
  // V8 takes an empty array that cannot be extended for frozen, though its length can be written: a proxy gives that away.
  isFrozen: (on) => !(Array.isArray(on) && on.length === 0) && Object.isFrozen(on),
  preventExtensions: (on) => Reflect.preventExtensions(on as Any),
  setPrototype: (on, { number }) => Reflect.setPrototypeOf(on as Any, number % 2 === 0 ? null : Counter.prototype),
  isInstance: (on) => on instanceof Counter,
  isArray: (on) => Array.isArray(on),
  equals: (on, _, value) => on === value,
  push: (on, _, value) => call(on, 'push', value),
  pop: (on) => call(on, 'pop'),
  shift: (on) => call(on, 'shift'),
  unshift: (on, _, value) => call(on, 'unshift', value),
  splice: (on, { number }, value) => call(on, 'splice', number % 4, number % 3, value),
  sort: (on) => (call(on, 'sort') === on ? 'itself' : 'another'),
  reverse: (on) => (call(on, 'reverse') === on ? 'itself' : 'another'),
  fill: (on, { number }, value) => (call(on, 'fill', value, number % 3) === on ? 'itself' : 'another'),
  setLength: (on, { number }) => {
    (on as unknown[]).length = (number % 7) - 1;
  },
  at: (on, { number }) => call(on, 'at', (number % 5) - 1),
  includes: (on, _, value) => call(on, 'includes', value),
  indexOf: (on, _, value) => call(on, 'indexOf', value),
  without: (on, _, value) => call(on, 'filter', (each: unknown) => each !== value),
  join: (on) => String(call(on, 'map', (each: unknown) => typeof each)),
  slice: (on) => call(on, 'slice', 1),
  iterate: (on) => [...(on as unknown[])].length,
  firstOf: (on) => {
    const [first] = on as unknown[];
    return first;
  },
  iterator: (on) => call(on, Symbol.iterator),
  next: (on) => (call(on, 'next') as IteratorResult<unknown>).done,
  collectionGet: (on, { key }) => call(on, 'get', key),
  collectionHas: (on, { key }) => call(on, 'has', key),
  collectionHasValue: (on, _, value) => call(on, 'has', value),
  collectionSet: (on, { key }, value) => call(on, 'set', key, value) === on,
  collectionSetByObject: (on, { number }, value) => call(on, 'set', value, number) === on,
  collectionAdd: (on, _, value) => call(on, 'add', value) === on,
  collectionAddKey: (on, { key }) => call(on, 'add', key) === on,
  collectionDelete: (on, { key }) => call(on, 'delete', key),
  collectionDeleteValue: (on, _, value) => call(on, 'delete', value),
  collectionClear: (on) => call(on, 'clear'),
  collectionSize: (on) => (on as Any).size,
  collectionForEach: (on) => {
    let text = '';
    call(on, 'forEach', (value: unknown, key: unknown, of: unknown) => {
      text += `${typeof value} ${typeof key === 'object' ? 'object' : String(key)} ${of === on},`;
    });
    return text;
  },
  collectionForEachBadly: (on) => call(on, 'forEach', undefined),
  collectionKeys: (on) => [...(call(on, 'keys') as Iterable<unknown>)].map((key) => typeof key).join(),
  collectionCopy: (on) => new Map(on as Map<unknown, unknown>),
  increment: (on) => call(on, 'increment'),
  swapParts: (on, { number }) => call(on, 'swapParts', String(number)),
};

const KEYS: readonly PropertyKey[] = [
  ...['a', 'b', 'c', 'n', 'inner', 'list', 'objects', 'map', 'set', 'counter', 'frozen', 'double', 'parts', 'limit'],
  ...['0', '1', '2', '3', 'length', 'label', Symbol.for('mark')],
];
const FRESH: readonly Fresh[] = [
  'object',
  'array',
  'map',
  'set',
  'instance',
  'tracked object',
  'tracked array',
  'tracked map',
];

const PARTS: readonly PropertyKey[] = ['inner', 'list', 'objects', 'map', 'set', 'counter', 'frozen'];
const NAMES = Object.keys(OPERATIONS);
const COLLECTIONS = NAMES.filter((name) => name.startsWith('collection'));
const LISTS = ['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'setLength', 'at', 'includes'];
const OBJECTS = ['get', 'set', 'has', 'hasOwn', 'delete', 'keys', 'ownKeys', 'descriptor', 'define', 'defineGetter'];
const OTHERS = ['isFrozen', 'preventExtensions', 'setPrototype', 'isInstance', 'equals', 'iterate', 'json', 'freeze'];

/** What the steps of one program have to do with: so few things that they meet. */
interface Topic {
  readonly parts: readonly PropertyKey[];
  readonly keys: readonly PropertyKey[];
  readonly names: readonly string[];
}

const topic: fc.Arbitrary<Topic> = fc.record({
  parts: fc.subarray([...PARTS], { minLength: 1, maxLength: 2 }),
  keys: fc.subarray([...KEYS], { minLength: 1, maxLength: 4 }),
  names: fc.oneof(
    fc.constantFrom(OBJECTS, LISTS, COLLECTIONS, [...OBJECTS, ...OTHERS], [...LISTS, ...OTHERS], NAMES),
    fc.subarray(NAMES, { minLength: 3, maxLength: 6 }),
  ),
});

function valueAbout({ parts }: Topic): fc.Arbitrary<Source> {
  return fc.oneof(
    { weight: 4, arbitrary: variable },
    { weight: parts.length, arbitrary: fc.constant<Source>({ from: 'root' }) },
    { weight: 3, arbitrary: fc.constantFrom(...FRESH).map((make): Source => ({ from: 'fresh', make })) },
    { weight: 3, arbitrary: fc.constantFrom(...CONSTANTS).map((value): Source => ({ from: 'constant', value })) },
  );
}

const CONSTANTS: readonly Constant[] = [undefined, null, true, 0, 1, 7, 'a', 'text'];
const variable: fc.Arbitrary<Source> = fc.nat(VARIABLES - 1).map((index): Source => ({ from: 'variable', index }));
const target: fc.Arbitrary<Source> = fc.oneof(
  { weight: 9, arbitrary: variable },
  { weight: 1, arbitrary: fc.constant<Source>({ from: 'root' }) },
);

/** Takes a part of the root into a variable. */
function load(part: PropertyKey, into: number): RandomOperation {
  return { name: 'get', on: { from: 'root' }, key: part, value: { from: 'root' }, number: 0, into };
}

/** What an actor does in one step: mostly, it takes a part of the root and does something with it. */
function stepAbout(about: Topic): fc.Arbitrary<Step> {
  const one = fc
    .record({
      name: fc.constantFrom(...about.names),
      on: target,
      key: fc.constantFrom(...about.keys),
      value: valueAbout(about),
      number: fc.nat(30),
      into: fc.option(fc.nat(VARIABLES - 1), { freq: 2 }),
      part: fc.option(fc.constantFrom(...about.parts), { freq: 3 }),
    })
    .map(({ part, ...operation }) =>
      part === null || operation.on.from !== 'variable' ? [operation] : [load(part, operation.on.index), operation],
    );
  const operations = fc.array(one, { minLength: 1, maxLength: 4 }).map((parts) => parts.flat());
  return fc.record({ actor: fc.constantFrom(0 as const, 1 as const), operations });
}

export interface Step {
  readonly actor: 0 | 1;
  readonly operations: readonly RandomOperation[];
}

/** Steps of two actors. */
export const history: fc.Arbitrary<Step[]> = topic.chain((about) => fc.array(stepAbout(about), { maxLength: 5 }));

/** The same, then one step more of each actor. */
export const historyAndTwo: fc.Arbitrary<Step[]> = topic.chain((about) =>
  fc
    .tuple(fc.array(stepAbout(about), { maxLength: 3 }), stepAbout(about), stepAbout(about))
    .map(([before, first, second]) => [...before, { ...first, actor: 0 as const }, { ...second, actor: 1 as const }]),
);
