import { currentActor } from '../../engine/current-actor.ts';
import { patchPrototype } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { isEvaluatingModule } from '../files/loader.ts';

/** A property that simulated processes have values of their own for. */
interface Place {
  readonly target: object;
  readonly key: PropertyKey;
  /** What is there for everybody else, if anything is. */
  readonly outside: PropertyDescriptor | undefined;
}

type Values = (PropertyDescriptor | undefined)[];

const TARGETS: readonly object[] = [globalThis, process];

/** Those of the execution in progress: most have none. */
let places: Place[] = [];
/** What each process has there, in their order. */
let values = new WeakMap<SimProcess, Values>();
/** Processes with module copies, of whose globals nothing is anybody else's. */
let apart = new WeakSet<SimProcess>();
/** Whether there are any: most executions have none, and nothing to put in its place. */
let isAnyApart = false;
/** The process whose values are in place. */
let shown: SimProcess | null = null;
/** Names that the targets had before any code under test was loaded. */
let atFirst: ReadonlySet<PropertyKey>[] = [];
/** Values that the targets have for everybody in this slice; null: not looked up yet. Made for processes with copies alone. */
let common: Place[] | null = null;

/**
 * Lets each simulated process have `globalThis[Symbol.for('...')]` and `process[Symbol.for('...')]` of its own, which is where libraries
 * keep what there is to be once a process: a table of held locks. They are real properties, in turn those of the process whose step it
 * is. A process with module copies has whatever it adds or replaces (`process.emit`) for itself, by a name too, and sees nothing that others
 * did. What a module adds as it is imported, all processes share that have no copy of it, like its variables.
 */
export function installOwnGlobals(): void {
  atFirst = TARGETS.map((target) => new Set(Reflect.ownKeys(target)));
  for (const target of TARGETS) {
    patchPrototype(target, (inherited) => new Proxy(inherited, { set: (...args) => add(target, ...args) }));
  }
}

/** Called for what the target itself does not have yet. */
function add(target: object, inherited: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
  if (receiver === target) ownFromHere(target, key);
  return Reflect.set(inherited, key, value, receiver);
}

/** The running code is about to add this to `globalThis` or `process`. */
export function ownFromHere(target: object, key: PropertyKey): void {
  const owner = currentActor()?.process;
  if (owner === undefined || places.some((place) => place.target === target && place.key === key)) return;
  const isOncePerProcess = typeof key === 'symbol' && Symbol.keyFor(key) !== undefined && !isEvaluatingModule();
  if (isOncePerProcess || apart.has(owner)) places.push({ target, key, outside: undefined });
}

/**
 * What the process whose step it is defines there next is its own, whatever others have: `process.send` of one that was forked. It is a real
 * property all the same, so that code which asks whether there is one gets the answer it would get in Node.
 */
export function ownAlways(target: object, key: PropertyKey): void {
  if (places.some((place) => place.target === target && place.key === key)) return;
  places.push({ target, key, outside: Reflect.getOwnPropertyDescriptor(target, key) });
}

/** This process has modules of its own, so that nothing of what others made of the globals is to be there for it. */
export function setApart(owner: SimProcess): void {
  if (apart.has(owner)) return;
  const before = showGlobals(null);
  apart.add(owner);
  isAnyApart = true;
  TARGETS.forEach((target, i) => {
    for (const key of Reflect.ownKeys(target)) {
      const outside = atFirst[i]?.has(key) === true ? undefined : Reflect.getOwnPropertyDescriptor(target, key);
      const isKnown = places.some((place) => place.target === target && place.key === key);
      if (outside?.configurable === true && !isKnown) places.push({ target, key, outside });
    }
  });
  showGlobals(before);
}

/** Before an execution: what the processes of the one before had is gone with them. */
export function forgetGlobals(): void {
  if (isUnused()) {
    shown = null;
    return;
  }
  takeAway();
  places = [];
  values = new WeakMap();
  apart = new WeakSet();
  isAnyApart = false;
}

/** From here on code of this process runs. Returns the one whose code ran before. */
export function showGlobals(owner: SimProcess | null): SimProcess | null {
  const before = shown;
  if (owner === before) return before;
  if (isUnused()) {
    shown = owner;
    return before;
  }
  if (places.length > 0) {
    takeAway();
    if (owner !== null) putInPlace(values.get(owner) ?? [], apart.has(owner));
  } else if (shown !== null && apart.has(shown)) takeAway();
  if (owner !== null && apart.has(owner)) common ??= valuesInCommon();
  shown = owner;
  return before;
}

function isUnused(): boolean {
  return places.length === 0 && !isAnyApart;
}

/** After a slice, which may end in the middle of an execution: what comes after finds nothing of any process. */
export function hideGlobals(): void {
  takeAway();
  common = null;
}

function takeAway(): void {
  if (shown === null) return;
  const isApart = apart.has(shown);
  if (isApart) noteReplaced();
  values.set(
    shown,
    places.map((place) => ownAt(place, isApart)),
  );
  for (const { target, key, outside } of places) {
    if (outside === undefined) Reflect.deleteProperty(target, key);
    else Reflect.defineProperty(target, key, outside);
  }
  shown = null;
}

/** What is there for all processes, whose code may replace it. */
function valuesInCommon(): Place[] {
  return TARGETS.flatMap((target, i) =>
    Reflect.ownKeys(target).flatMap((key) => {
      const outside = atFirst[i]?.has(key) === true ? Reflect.getOwnPropertyDescriptor(target, key) : undefined;
      return outside?.configurable === true && outside.writable === true ? [{ target, key, outside }] : [];
    }),
  );
}

/** What the process has replaced is its own from here on. */
function noteReplaced(): void {
  for (const place of common ?? []) {
    const { target, key, outside } = place;
    if ((target as Record<PropertyKey, unknown>)[key] === outside?.value) continue;
    if (!places.some((known) => known.target === target && known.key === key)) places.push(place);
  }
}

/** Undefined: nothing of its own. */
function ownAt({ target, key, outside }: Place, isApart: boolean): PropertyDescriptor | undefined {
  const now = Reflect.getOwnPropertyDescriptor(target, key);
  return isApart || outside === undefined || now?.value !== outside.value ? now : undefined;
}

function putInPlace(own: Values, isApart: boolean): void {
  places.forEach(({ target, key, outside }, i) => {
    const value = own[i];
    if (value !== undefined) Reflect.defineProperty(target, key, value);
    else if (isApart && outside !== undefined) Reflect.deleteProperty(target, key);
  });
}
