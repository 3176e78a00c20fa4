import {
  Counter,
  makeRoot,
  OPERATIONS,
  type RandomOperation,
  type Source,
  type Variables,
} from './random-operations.ts';

/** A shared structure and the variables of the actors that use it: plain, or tracked. For tests. */
export class RandomWorld {
  readonly root: object;
  readonly actors: readonly [Variables, Variables] = [[], []];
  private readonly track: <T extends object>(object: T) => T;
  private readonly mayHold: (value: unknown) => boolean;

  /** `mayHold`: whether code may keep such a value in a variable. */
  constructor(track: <T extends object>(object: T) => T, mayHold: (value: unknown) => boolean = () => true) {
    this.track = track;
    this.mayHold = mayHold;
    this.root = track(makeRoot());
  }

  /** One step of an actor. Returns what its operations gave, exceptions included. */
  run(actor: 0 | 1, operations: readonly RandomOperation[]): string[] {
    const variables = this.actors[actor];
    return operations.map((op) => {
      try {
        const on = this.value(op.on, variables);
        const result = OPERATIONS[op.name]?.(on, op, this.value(op.value, variables));
        if (typeof result === 'function') return 'function';
        if (op.into !== null) variables[op.into] = this.mayHold(result) ? result : null;
        return typeof result === 'object' && result !== null ? 'object' : `${typeof result} ${String(result)}`;
      } catch (error) {
        // A proxy words the same mistake in another way.
        return error instanceof Error ? error.constructor.name : String(error);
      }
    });
  }

  /** The whole structure and all variables, with what is identical to what. */
  picture(): string {
    return picture([this.root, this.actors]);
  }

  private value(source: Source, variables: Variables): unknown {
    if (source.from === 'root') return this.root;
    if (source.from === 'variable') return variables[source.index];
    if (source.from === 'constant') return source.value;
    if (source.make === 'object') return { a: 1 };
    if (source.make === 'array') return [1];
    if (source.make === 'map') return new Map([['a', 1]]);
    if (source.make === 'set') return new Set(['a']);
    if (source.make === 'instance') return new Counter();
    if (source.make === 'tracked object') return this.track({ a: 1 });
    if (source.make === 'tracked array') return this.track([1]);
    return this.track(new Map([['a', 1]]));
  }
}

/** A text that is the same for two structures if no program can tell them apart. */
function picture(root: unknown): string {
  const numbers = new Map<object, number>();
  const lines: string[] = [];
  const todo: object[] = [];
  const show = (value: unknown): string => {
    if (typeof value === 'function') return 'function';
    if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
    let number = numbers.get(value);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(value, number);
      todo.push(value);
    }
    return `#${number}`;
  };
  show(root);
  for (const object of todo) lines.push(`${show(object)} ${describe(object, show)}`);
  return lines.join('\n');
}

function describe(object: object, show: (value: unknown) => string): string {
  if (isIterator(object)) return 'iterator';
  const prototype: unknown = Object.getPrototypeOf(object);
  const properties = Reflect.ownKeys(object).map((key) => {
    const { value, get, ...flags } = Object.getOwnPropertyDescriptor(object, key) ?? {};
    return `${String(key)}: ${show(value)} ${get === undefined ? '' : 'getter'} ${JSON.stringify(flags)}`;
  });
  const kind = KINDS.find(([, each]) => each === prototype)?.[0] ?? show(prototype);
  const more = Object.isExtensible(object) ? '' : ' (no more)';
  return `${kind}${more} {${properties.join(', ')}} [${entriesOf(object, show)}]`;
}

const KINDS: readonly (readonly [string, unknown])[] = [
  ['none', null],
  ['object', Object.prototype],
  ['array', Array.prototype],
  ['map', Map.prototype],
  ['set', Set.prototype],
  ['counter', Counter.prototype],
];

function isIterator(object: object): boolean {
  return typeof Reflect.get(object, 'next') === 'function';
}

/** Asks the object itself, through whatever proxy it is behind; one that inherits from a collection has no entries. */
function entriesOf(object: object, show: (value: unknown) => string): string {
  try {
    if (object instanceof Map) return [...object].map(([key, value]) => `${show(key)} => ${show(value)}`).join(', ');
    return object instanceof Set ? [...object].map(show).join(', ') : '';
  } catch (error) {
    return String(error instanceof TypeError);
  }
}
