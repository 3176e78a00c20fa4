/**
 * Whether what was put in the place of a function that the engine needs still does what that one does, as zone.js's `then` and a
 * polyfill's `push` do. Asked only of what is no longer as it was when the engine was loaded. A probe that throws says no.
 */
export const PROBES: Readonly<Record<string, () => boolean>> = {
  'Array.prototype.push': () => {
    const list = [1];
    return list.push(2) === 2 && list.length === 2 && list[1] === 2;
  },
  'Array.prototype.pop': () => [1, 2].pop() === 2 && [].pop() === undefined,
  'Array.prototype.shift': () => [1, 2].shift() === 1 && [].shift() === undefined,
  'Array.prototype.slice': () => [1, 2].slice(1)[0] === 2,
  'Array.prototype.splice': () => [1, 2].splice(1, 1)[0] === 2,
  'Array.prototype.map': () => [1, 2].map((each) => each + 1)[1] === 3,
  'Array.prototype.filter': () => [1, 2].filter((each) => each === 2)[0] === 2,
  'Array.prototype.flatMap': () => [1, 2].flatMap((each) => [each, each])[3] === 2,
  'Array.prototype.some': () => [1, 2].some((each) => each === 2) && ![1].some((each) => each === 2),
  'Array.prototype.find': () => [1, 2].find((each) => each === 2) === 2,
  'Array.prototype.includes': () => [1, 2].includes(2) && ![1].includes(2),
  'Array.prototype.indexOf': () => [1, 2].indexOf(2) === 1,
  'Array.prototype.sort': () => [2, 1].sort((a, b) => a - b)[0] === 1,
  'Array.prototype[Symbol.iterator]': spreads,
  '%ArrayIterator%.next': spreads,
  '%MapIterator%.next': () => [...new Map([[1, 2]]).values()][0] === 2,
  '%SetIterator%.next': () => [...new Set([1])][0] === 1,
  Map: keeps,
  'Map.prototype.get': keeps,
  'Map.prototype.set': keeps,
  'Map.prototype.has': keeps,
  'Map.prototype.delete': () => new Map([[1, 2]]).delete(1),
  Set: holds,
  'Set.prototype.add': holds,
  'Set.prototype.has': holds,
  'Set.prototype.delete': () => new Set([1]).delete(1),
  'Function.prototype.call': () => sum.call(null, 1, 2) === 3,
  'Function.prototype.apply': () => sum.apply(null, [1, 2]) === 3,
  'Function.prototype.bind': () => sum.bind(null, 1)(2) === 3,
  'Reflect.apply': () => Reflect.apply(sum, null, [1, 2]) === 3,
  Promise: chains,
  'Promise.resolve': chains,
  'Promise.prototype.then': chains,
  'Promise.prototype.constructor': chains,
  'JSON.stringify': () => JSON.stringify({ a: [1] }) === '{"a":[1]}',
  'Object.keys': () => Object.keys({ a: 1 })[0] === 'a',
  'Object.entries': () => Object.entries({ a: 1 })[0]?.[1] === 1,
  'Object.assign': () => Object.assign({ b: 1 }, { a: 1 }).a === 1,
  'Object.freeze': () => {
    // What is no object at all counts as frozen.
    const list = Object.freeze([1]);
    return list[0] === 1 && Object.isFrozen(list);
  },
  'Object.defineProperty': () => Object.defineProperty({ a: 0 }, 'a', { value: 1 }).a === 1,
  'Math.imul': () => Math.imul(3, 5) === 15,
  'Math.max': () => Math.max(1, 2) === 2,
  'Math.min': () => Math.min(1, 2) === 1,
  'Math.floor': () => Math.floor(1.5) === 1,
  'String.prototype.charCodeAt': () => 'a'.charCodeAt(0) === 97,
  Error: () => new Error('a').message === 'a',
};

function sum(a: number, b: number): number {
  return a + b;
}

function spreads(): boolean {
  const list = [...[1, 2]];
  return list.length === 2 && list[1] === 2;
}

function keeps(): boolean {
  const map = new Map<number, number>();
  map.set(1, 2);
  return map.get(1) === 2 && map.has(1) && !map.has(2);
}

function holds(): boolean {
  const set = new Set<number>();
  set.add(1);
  return set.has(1) && !set.has(2);
}

function chains(): boolean {
  const next: unknown = Promise.resolve(1).then(sum as () => number);
  return next instanceof Promise && typeof next.then === 'function';
}
