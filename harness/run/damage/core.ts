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
let iterators = iteratorsNow();
let maps = mapsNow();
let calls = callsNow();
let promises = promisesNow();
let names = namesNow();
let added = addedNow();

/** Takes everything as it is now for whole. */
export function takeCore(): void {
  lists = listsNow();
  iterators = iteratorsNow();
  maps = mapsNow();
  calls = callsNow();
  promises = promisesNow();
  names = namesNow();
  added = addedNow();
}

/** Whether everything is as it was taken. */
export function isCoreWhole(): boolean {
  try {
    return (
      areListsWhole() &&
      areIteratorsWhole() &&
      areMapsWhole() &&
      areCallsWhole() &&
      arePromisesWhole() &&
      areNamesWhole() &&
      isNothingAdded()
    );
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
    list.includes === lists.includes
  );
}

function iteratorsNow() {
  return { list: list[Symbol.iterator], ofList: arrayIterator.next, ofMap: mapIterator.next, ofSet: setIterator.next };
}

function areIteratorsWhole(): boolean {
  return (
    list[Symbol.iterator] === iterators.list &&
    arrayIterator.next === iterators.ofList &&
    mapIterator.next === iterators.ofMap &&
    setIterator.next === iterators.ofSet
  );
}

function mapsNow() {
  return {
    get: map.get,
    set: map.set,
    has: map.has,
    delete: map.delete,
    add: set.add,
    contains: set.has,
    remove: set.delete,
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
    set.add === maps.add &&
    set.has === maps.contains &&
    set.delete === maps.remove &&
    weakMap.get === maps.weakGet &&
    weakMap.set === maps.weakSet
  );
}

function callsNow() {
  return {
    call: call.call,
    apply: call.apply,
    bind: call.bind,
    reflected: Reflect.apply,
    define: Object.defineProperty,
    text: JSON.stringify,
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
    Reflect.apply === calls.reflected &&
    Object.defineProperty === calls.define &&
    JSON.stringify === calls.text &&
    Math.imul === calls.imul &&
    Math.max === calls.max &&
    Math.min === calls.min &&
    process.nextTick === calls.nextTick
  );
}

function promisesNow() {
  return { chain: promise.then, constructor: promise.constructor, resolve: Promise.resolve, reject: Promise.reject };
}

function arePromisesWhole(): boolean {
  return (
    promise.then === promises.chain &&
    promise.constructor === promises.constructor &&
    Promise.resolve === promises.resolve &&
    Promise.reject === promises.reject
  );
}

function namesNow() {
  return { Promise, Map, Set, Error, Array };
}

function areNamesWhole(): boolean {
  return (
    Promise === names.Promise &&
    Map === names.Map &&
    Set === names.Set &&
    Error === names.Error &&
    Array === names.Array
  );
}

function addedNow() {
  return { get: plain.get, set: plain.set, value: plain.value, chain: plain.then };
}

function isNothingAdded(): boolean {
  return (
    plain.get === added.get && plain.set === added.set && plain.value === added.value && plain.then === added.chain
  );
}
