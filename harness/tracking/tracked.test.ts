import { describe, expect, test } from 'vitest';
import { accessesOf } from './accesses-of.ts';
import { tracked } from './tracked.ts';

class Registry {
  models: Map<string, { ready: boolean }> = new Map([['m', { ready: false }]]);
  version = 1;

  get label(): string {
    return `v${this.version}`;
  }

  set both(value: number) {
    this.version = value;
  }

  bump(): number {
    return ++this.version;
  }
}

/** A tracked object, made in a step of its own. */
function make<T extends object>(object: T, name: string = 'o'): T {
  let proxy: T = object;
  accessesOf(() => {
    proxy = tracked(object, name);
  });
  return proxy;
}

/** `o (shape) o.a` names two locations. */
function split(names: string): string[] {
  return names.split(/ (?=o)/);
}

describe('what is recorded', () => {
  interface Shown {
    readonly a: number;
    b?: number;
  }
  /** What each operation reads and writes of `{ a: 1 }`, or of `[1, 2]`. */
  const objectCases: readonly (readonly [string, (o: Shown) => unknown, reads: string, writes: string])[] = [
    ['reading a property', (o) => o.a, 'o.a', ''],
    ['reading one that is not there', (o) => o.b, 'o (prototype) o.b', ''],
    ['asking for one that is not there', (o) => 'b' in o, 'o (prototype) o.b', ''],
    ['writing a property', (o) => Object.assign(o, { a: 2 }), '', 'o.a'],
    ['adding a property', (o) => Object.assign(o, { b: 2 }), 'o (prototype)', 'o (shape) o.b'],
    ['deleting a property', (o) => Reflect.deleteProperty(o, 'a'), '', 'o (shape) o.a'],
    ['deleting what is not there', (o) => Reflect.deleteProperty(o, 'b'), 'o.b', ''],
    ['enumerating', (o) => Object.keys(o), 'o (shape) o.a', ''],
    ['spreading', (o) => ({ ...o }), 'o (shape) o.a', ''],
    ['describing a property', (o) => Object.getOwnPropertyDescriptor(o, 'a'), 'o.a', ''],
    ['defining a property', (o) => Reflect.defineProperty(o, 'a', { value: 2 }), '', 'o.a'],
    ['asking for the prototype', (o) => Object.getPrototypeOf(o), 'o (prototype)', ''],
    ['setting the prototype', (o) => Reflect.setPrototypeOf(o, null), 'o (shape)', 'o (prototype)'],
    ['asking whether it is extensible', (o) => Object.isExtensible(o), 'o (shape)', ''],
    ['forbidding extensions', (o) => Object.preventExtensions(o), '', 'o (shape)'],
  ];
  test.each(objectCases)('%s', (_, operation, reads, writes) => {
    const object = make<Shown>({ a: 1 });
    const accesses = accessesOf(() => {
      try {
        operation(object);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
    });
    expect(accesses).toEqual({ reads: reads === '' ? [] : split(reads), writes: writes === '' ? [] : split(writes) });
  });

  test('adding a property in vain reads the shape, which says that it is in vain', () => {
    const object = make<Shown>(Object.preventExtensions({ a: 1 }));
    const { reads, writes } = accessesOf(() => expect(Reflect.set(object, 'b', 2)).toBe(false));
    expect({ reads, writes }).toEqual({ reads: ['o (prototype)', 'o (shape)', 'o.b'], writes: [] });
  });

  const arrayCases: readonly (readonly [string, (list: number[]) => unknown, writes: string])[] = [
    ['an element written', (list) => list.fill(3, 0, 1), 'o.0'],
    ['an element added past the end', (list) => Object.assign(list, { 3: 1 }), 'o (shape) o.3 o.length'],
    ['a length set', (list) => Object.assign(list, { length: 0 }), 'o (shape) o.0 o.1 o.length'],
    ['a shift', (list) => list.shift(), 'o (shape) o.0 o.1 o.length'],
  ];
  test.each(arrayCases)('of an array: %s', (_, operation, writes) => {
    const list = make([1, 2]);
    expect(accessesOf(() => operation(list)).writes).toEqual(split(writes));
  });

  const mapCases: readonly (readonly [
    string,
    (map: Map<unknown, number>) => unknown,
    reads: string,
    writes: string,
  ])[] = [
    ['set of a key that is there', (map) => map.set('a', 2), '', 'o<a>'],
    ['set of an object', (map) => map.set({}, 2), '', 'o (shape) o<object keys>'],
    ['delete', (map) => map.delete('a'), '', 'o (shape) o<a>'],
    ['delete of nothing', (map) => map.delete('b'), 'o<b>', ''],
    ['clear', (map) => map.clear(), '', 'o (shape) o<a>'],
    ['iteration', (map) => [...map], 'o (shape) o<a>', ''],
    ['forEach', (map) => map.forEach(() => {}), 'o (shape) o<a>', ''],
  ];
  test.each(mapCases)('of a Map: %s', (_, operation, reads, writes) => {
    const map = make(new Map<unknown, number>([['a', 1]]));
    const accesses = accessesOf(() => operation(map));
    // The method itself is a property that the Map inherits.
    const entries = accesses.reads.filter(
      (name) => !name.startsWith('o.') && name !== 'o (prototype)' && !name.startsWith('o['),
    );
    expect({ reads: entries.join(' '), writes: accesses.writes.join(' ') }).toEqual({ reads, writes });
  });

  test('methods, getters and setters run with the proxy as this', () => {
    const registry = make(new Registry());
    expect(accessesOf(() => registry.bump()).writes).toEqual(['o.version']);
    expect(accessesOf(() => registry.label).reads).toContain('o.version');
    expect(accessesOf(() => (registry.both = 3)).writes).toEqual(['o.version']);
    expect(registry).toBeInstanceOf(Registry);
  });

  test('two keys of a Map are two locations, a third that is added changes its shape', () => {
    const registry = make(new Registry());
    expect(accessesOf(() => registry.models.get('m')).reads).toContain('o.models<m>');
    expect(accessesOf(() => registry.models.set('n', { ready: true })).writes).toEqual([
      'o.models (shape)',
      'o.models<n>',
    ]);
    expect(accessesOf(() => registry.models.size).reads).toContain('o.models (shape)');
  });

  test('two pushes conflict', () => {
    const list = make([1, 2]);
    const { writes } = accessesOf(() => list.push(3));
    expect(writes).toEqual(['o (shape)', 'o.2', 'o.length']);
    expect(accessesOf(() => list.push(4)).writes).toContain('o.length');
  });

  test('what is held from the beginning is tracked', () => {
    const registry = make(new Registry());
    const model = registry.models.get('m');
    expect(model).toBe(registry.models.get('m'));
    expect(accessesOf(() => Object.assign(model ?? {}, { ready: true })).writes).toEqual(['o.models<m>.ready']);
  });

  test('an object that is put in comes out as it went in, and changing it touches everything', () => {
    let list: { n: number }[] = [];
    const entry = { n: 0 };
    const changes = accessesOf(() => {
      list = tracked<{ n: number }[]>([]);
      list.push(entry);
      expect(list[0]).toBe(entry);
    });
    expect(changes.writes).not.toContain('everything');
    const inOneStep = accessesOf(() => {
      list = tracked<{ n: number }[]>([]);
      list.push(entry);
      entry.n++;
    });
    expect(inOneStep.writes).toContain('everything');
  });
});
