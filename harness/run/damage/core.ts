// The few functions without which the engine goes wrong within an execution and might not notice. They are looked at as each
// execution ends, which may have taken 2 microseconds: so they are written out, for then a look costs a nanosecond each. What is
// not here is seen when the slice ends.

const list = Array.prototype;
const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]()) as IterableIterator<unknown>;
const mapIterator = Object.getPrototypeOf(new Map().entries()) as IterableIterator<unknown>;
const setIterator = Object.getPrototypeOf(new Set().entries()) as IterableIterator<unknown>;
const map = Map.prototype;
const set = Set.prototype;
const weakMap = WeakMap.prototype;
const call = Function.prototype;
const promise = Promise.prototype;
/** Has what Object.prototype was given. */
const plain: { readonly get?: unknown; readonly set?: unknown; readonly value?: unknown; readonly then?: unknown } = {};

/** As the slice began. */
let lists = listsNow();
let maps = mapsNow();
let calls = callsNow();
let names = namesNow();

/** Takes everything as it is now for whole. */
export function takeCore(): void {
  lists = listsNow();
  maps = mapsNow();
  calls = callsNow();
  names = namesNow();
}

/** Whether everything is as it was taken. */
export function isCoreWhole(): boolean {
  try {
    return areListsWhole() && areMapsWhole() && areCallsWhole() && areNamesWhole();
  } catch {
    // Somebody has put a getter there.
    return false;
  }
}

function listsNow() {
  return {
    push: list.push,
    pop: list.pop,
    shift: list.shift,
    splice: list.splice,
    slice: list.slice,
    map: list.map,
    filter: list.filter,
    some: list.some,
    find: list.find,
    includes: list.includes,
    sort: list.sort,
    iterator: list[Symbol.iterator],
    next: arrayIterator.next,
  };
}

function areListsWhole(): boolean {
  return (
    list.push === lists.push &&
    list.pop === lists.pop &&
    list.shift === lists.shift &&
    list.splice === lists.splice &&
    list.slice === lists.slice &&
    list.map === lists.map &&
    list.filter === lists.filter &&
    list.some === lists.some &&
    list.find === lists.find &&
    list.includes === lists.includes &&
    list.sort === lists.sort &&
    list[Symbol.iterator] === lists.iterator &&
    arrayIterator.next === lists.next
  );
}

function mapsNow() {
  return {
    get: map.get,
    set: map.set,
    has: map.has,
    delete: map.delete,
    next: mapIterator.next,
    add: set.add,
    contains: set.has,
    remove: set.delete,
    nextOfSet: setIterator.next,
    weakGet: weakMap.get,
    weakSet: weakMap.set,
  };
}

function areMapsWhole(): boolean {
  return (
    map.get === maps.get &&
    map.set === maps.set &&
    map.has === maps.has &&
    map.delete === maps.delete &&
    mapIterator.next === maps.next &&
    set.add === maps.add &&
    set.has === maps.contains &&
    set.delete === maps.remove &&
    setIterator.next === maps.nextOfSet &&
    weakMap.get === maps.weakGet &&
    weakMap.set === maps.weakSet
  );
}

function callsNow() {
  return {
    call: call.call,
    apply: call.apply,
    bind: call.bind,
    chain: promise.then,
    constructor: promise.constructor,
    resolve: Promise.resolve,
    reject: Promise.reject,
    reflected: Reflect.apply,
    text: JSON.stringify,
    define: Object.defineProperty,
    imul: Math.imul,
    max: Math.max,
    min: Math.min,
    nextTick: process.nextTick,
  };
}

function areCallsWhole(): boolean {
  return (
    call.call === calls.call &&
    call.apply === calls.apply &&
    call.bind === calls.bind &&
    promise.then === calls.chain &&
    promise.constructor === calls.constructor &&
    Promise.resolve === calls.resolve &&
    Promise.reject === calls.reject &&
    Reflect.apply === calls.reflected &&
    JSON.stringify === calls.text &&
    Object.defineProperty === calls.define &&
    Math.imul === calls.imul &&
    Math.max === calls.max &&
    Math.min === calls.min &&
    process.nextTick === calls.nextTick
  );
}

function namesNow() {
  return { Promise, Map, Set, Error, Array, get: plain.get, set: plain.set, value: plain.value, chain: plain.then };
}

function areNamesWhole(): boolean {
  return (
    Promise === names.Promise &&
    Map === names.Map &&
    Set === names.Set &&
    Error === names.Error &&
    Array === names.Array &&
    plain.get === names.get &&
    plain.set === names.set &&
    plain.value === names.value &&
    plain.then === names.chain
  );
}
