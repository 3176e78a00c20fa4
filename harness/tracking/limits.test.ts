import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { AccessLog, setAccessLog } from '../engine/access-log.ts';
import { accessesOf } from './accesses-of.ts';
import { tracked } from './tracked.ts';

/** Tells whether an execution that does this can still track anything. */
class Probe extends AccessLog {
  isBlind = false;

  override seesNothing(): void {
    this.isBlind = true;
  }
}

function isBlindAfter(call: () => void): boolean {
  const probe = new Probe();
  setAccessLog(probe);
  try {
    call();
  } finally {
    setAccessLog(null);
  }
  return probe.isBlind;
}

class Private {
  #count = 0;

  increment(): number {
    return ++this.#count;
  }
}

class Inherits extends Private {
  open = 1;
}

class Bound {
  count = 0;
  readonly increment = (): number => ++this.count;
}

class Lru extends Map<string, number> {
  override get(key: string): number | undefined {
    return super.get(key);
  }
}

describe('what cannot be tracked is handed back as it is, and makes all memory one piece', () => {
  const untrackable: Record<string, () => object> = {
    'a class with private members': () => new Private(),
    'a class that inherits private members': () => new Inherits(),
    'a class that extends Map': () => new Lru([['a', 1]]),
    'a typed array': () => new Uint8Array(1),
    'a WeakMap': () => new WeakMap(),
    'a WeakRef': () => new WeakRef({}),
    'an AbortController': () => new AbortController(),
    'a URL': () => new URL('http://localhost'),
    'a generator': () =>
      (function* () {
        yield 1;
      })(),
    'an array iterator': () => [1].values(),
    'an object of functions that share variables': () => {
      let count = 0;
      return { read: () => count, write: (to: number) => (count = to) };
    },
    'a proxy of somebody else': () => new Proxy({}, {}),
  };
  test.each(Object.keys(untrackable))('%s', (name) => {
    const make = untrackable[name] ?? (() => ({}));
    const object = make();
    expect(isBlindAfter(() => expect(tracked(object)).toBe(object))).toBe(true);
    const holder = { object: make() };
    expect(isBlindAfter(() => expect(tracked(holder).object).toBe(holder.object))).toBe(true);
    const empty: Record<string, unknown> = {};
    expect(isBlindAfter(() => Object.assign(tracked(empty), { object: make() }))).toBe(true);
  });

  test('objects, arrays, Maps, Sets, classes, Dates, errors, functions and promises do not', () => {
    const all = [[], new Map(), new Set(), new Bound(), new Date(0), new Error('x'), () => 1, Promise.resolve(), /x/];
    expect(isBlindAfter(() => tracked({ all, none: Object.create(null) as object }))).toBe(false);
  });

  test('a primitive is refused', () => {
    expect(() => tracked(1 as unknown as object)).toThrow('tracked(number) tracks nothing');
  });
});

describe('what is handed back as it is, and compared after each step', () => {
  test('an instance whose arrow functions hold on to it', () => {
    const bound = new Bound();
    expect(accessesOf(() => expect(tracked(bound)).toBe(bound)).writes).toEqual([]);
    const { writes } = accessesOf(() => tracked(bound).increment());
    expect(writes).toEqual(['everything']);
  });

  test('a Date that is set, an error that gets a field', () => {
    const [date, error] = [new Date(0), new Error('x')];
    const changes: Record<string, () => void> = {
      date: () => date.setTime(1),
      error: () => Object.assign(error, { code: 'E' }),
      none: () => date.getTime() + error.message.length,
    };
    const touched = Object.entries(changes).map(([name, change]) => {
      const { writes } = accessesOf(() => {
        tracked({ date, error });
        change();
      });
      return `${name}: ${writes}`;
    });
    expect(touched).toEqual(['date: everything', 'error: everything', 'none: ']);
  });

  test('a write past the proxy, through a reference from before', () => {
    const raw = { n: 0 };
    const { writes } = accessesOf(() => {
      tracked(raw);
      raw.n++;
    });
    expect(writes).toEqual(['everything']);
  });

  test('a pending promise touches everything as it is settled, a settled one never', () => {
    let settle = (): void => {};
    const waits = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const { writes } = accessesOf(() => {
      const shared = tracked({ waits, done: Promise.resolve() });
      expect(shared.waits).toBe(waits);
      settle();
    });
    expect(writes).toEqual(['everything']);
    expect(accessesOf(() => tracked({ waits, done: Promise.resolve() })).writes).toEqual([]);
  });
});

test('structuredClone copies what is tracked, also inside of what is not, and identity within the copy is kept', () => {
  const part = { n: 1 };
  const proxy = tracked({ part, again: part, map: new Map([['part', part]]), at: new Date(5), list: [part] });
  const copy = structuredClone({ proxy });
  expect(copy).toEqual({ proxy: { part, again: part, map: new Map([['part', part]]), at: new Date(5), list: [part] } });
  expect(copy.proxy.part).toBe(copy.proxy.map.get('part'));
  expect(copy.proxy.part).not.toBe(proxy.part);
  expect(() => structuredClone({ proxy, no: () => 1 })).toThrow(DOMException);
  expect(structuredClone({ plain: 1 })).toEqual({ plain: 1 });
});

test('symbols are keys, of one description they look like one', () => {
  const key = Symbol('mark');
  const { reads } = accessesOf(() => tracked({ [key]: 1 }, 'o')[key]);
  expect(reads).toEqual(['o[Symbol(mark)]']);
});

test('tracking the same object again gives the same proxy, and so does tracking a proxy', () => {
  const raw = {};
  const proxy = tracked(raw);
  expect(tracked(raw)).toBe(proxy);
  expect(tracked(proxy)).toBe(proxy);
});

test('what an execution has tracked can be collected after it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const weak = (() => {
    const log = new AccessLog();
    setAccessLog(log);
    const proxy = tracked({ part: { n: 1 }, map: new Map([['a', {}]]) });
    proxy.part.n++;
    setAccessLog(null);
    return new WeakRef(proxy.part);
  })();
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  expect(weak.deref()).toBeUndefined();
});

test('looking at what is tracked after a step calls no getter of it', () => {
  let calls = 0;
  const get = (): number => ++calls;
  const list = Object.defineProperty([0], 0, { get, configurable: true, enumerable: true });
  const object = Object.defineProperty({ other: 0 }, 'count', { get, configurable: true, enumerable: true });
  const probe = new Probe();
  setAccessLog(probe);
  try {
    tracked({ list, object });
    for (let step = 0; step < 2; step++) probe.watcher?.stepEnds(probe, false);
  } finally {
    setAccessLog(null);
  }
  expect([probe.isBlind, calls]).toEqual([false, 0]);
});
