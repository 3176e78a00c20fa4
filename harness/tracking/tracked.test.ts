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

describe('what is recorded', () => {
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
