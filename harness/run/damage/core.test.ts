import { expect, test } from 'vitest';
import { isCoreWhole } from './core.ts';

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

const next = (iterator: object): readonly [object, PropertyKey] => [getPrototypeOf(iterator) as object, 'next'];
const each = (target: object, ...keys: PropertyKey[]): (readonly [object, PropertyKey])[] =>
  keys.map((key) => [target, key]);

const CORE: readonly (readonly [object, PropertyKey])[] = [
  ...each(Array.prototype, 'push', 'pop', 'shift', 'splice', 'slice', 'map', 'filter', 'some', 'find', 'includes'),
  ...each(Array.prototype, Symbol.iterator),
  next([].values()),
  next(new Map().entries()),
  next(new Set().entries()),
  ...each(Map.prototype, 'get', 'set', 'has', 'delete'),
  ...each(Set.prototype, 'add', 'has', 'delete'),
  ...each(WeakMap.prototype, 'get', 'set'),
  ...each(Function.prototype, 'call', 'apply', 'bind'),
  ...each(Reflect, 'apply'),
  ...each(Object, 'defineProperty'),
  ...each(JSON, 'stringify'),
  ...each(Math, 'imul', 'max', 'min'),
  ...each(process, 'nextTick'),
  ...each(Promise.prototype, 'then', 'constructor'),
  ...each(Promise, 'resolve', 'reject'),
  ...each(globalThis, 'Promise', 'Map', 'Set', 'Error', 'Array'),
  ...each(Object.prototype, 'get', 'set', 'value', 'then'),
];

/** Whether all seems whole while something else is there. Nothing between that and giving it back may need what is gone. */
function isWholeWith(target: object, key: PropertyKey, other: PropertyDescriptor): boolean {
  const original = getOwnPropertyDescriptor(target, key);
  defineProperty(target, key, other);
  const isWhole = isCoreWhole();
  if (original === undefined) deleteProperty(target, key);
  else defineProperty(target, key, original);
  return isWhole;
}

test.each<[string, PropertyDescriptor]>([
  ['is replaced', { value: () => {}, configurable: true, writable: true }],
  [
    'throws when it is asked for',
    {
      get: () => {
        throw new Error('damaged');
      },
      configurable: true,
    },
  ],
])('it is noticed if anything of the core %s', (_, other) => {
  const unnoticed: string[] = [];
  for (const [target, key] of CORE) if (isWholeWith(target, key, other)) unnoticed.push(String(key));
  expect(unnoticed).toEqual([]);
  expect(isCoreWhole()).toBe(true);
});
