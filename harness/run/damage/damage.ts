import { RacelineError } from '../../engine/errors.ts';
import { takeCore } from './core.ts';
import { PROBES } from './probes.ts';
import { allWatched, MUST_STAY_OPEN, type Watched } from './watched.ts';

// Code under test may put something else in the place of what everybody shares, the engine too, and never give it back:
// Array.prototype.push, Promise.prototype.then. Nothing in here calls a method, spreads or iterates, for whatever that calls may be
// what was damaged: plain loops over arrays that were filled in time, and functions that were taken in time.

const { getOwnPropertyDescriptor, defineProperty, deleteProperty, ownKeys, isExtensible } = Reflect;
const { is } = Object;

const watched: readonly Watched[] = allWatched();
const probes: readonly ((() => boolean) | undefined)[] = watched.map(({ name }) => PROBES[name]);
/** As the slice began. */
const before: (PropertyDescriptor | undefined)[] = watched.map(({ original }) => original);
const openNames: readonly string[] = MUST_STAY_OPEN.map(([name]) => name);
const openTargets: object[] = MUST_STAY_OPEN.map(([, target]) => target());
/** For a first look, which reads instead of asking for descriptors. */
const targets: readonly object[] = watched.map(({ target }) => target);
const keys: readonly PropertyKey[] = watched.map(({ key }) => key);
const isAccessor: readonly boolean[] = watched.map(({ original }) => original?.get !== undefined);
/** As the slice began. */
const values: unknown[] = watched.map(() => undefined);
const wasOpen: boolean[] = openTargets.map(isExtensible);

/** What is added to the first is in every object, and an index of the second in every array that has nothing there. */
const shared: readonly object[] = [Object.prototype, Array.prototype];
const sharedNames: readonly string[] = ['Object.prototype', 'Array.prototype'];
const keysBefore: (readonly PropertyKey[])[] = shared.map(ownKeys);

/** What was found, in words; null: nothing yet. Only a few are named. */
let found: string | null = null;
let count = 0;
let isSpent = false;
let spentBy: RacelineError | null = null;

const NAMED_MAX = 3;

/** What has damaged this thread in a way that cannot be undone: what was frozen stays so. */
export function beyondRepair(): RacelineError | null {
  return spentBy;
}

/**
 * Takes everything as it is now for whole: instrumentation that was there before, as zone.js's, is nobody's damage. What no
 * longer does what it should is put back first; the error says what that was. `goesOn`: nobody but code under test has had a turn
 * since the last look.
 */
export function beginWatch(goesOn: boolean = false): RacelineError | null {
  for (let i = 0; i < openNames.length; i++) {
    openTargets[i] = (MUST_STAY_OPEN[i] as (typeof MUST_STAY_OPEN)[number])[1]();
    wasOpen[i] = isOpen(i);
  }
  if (goesOn || isWhole()) return null;
  begin();
  for (let i = 0; i < watched.length; i++) {
    const { target, key, name, original } = watched[i] as Watched;
    let now = getOwnPropertyDescriptor(target, key);
    const probe = probes[i];
    if (probe !== undefined && !isSame(now, original) && !works(probe)) {
      note(name);
      putBack(target, key, original);
      now = original;
    }
    before[i] = now;
    values[i] = isAccessor[i] ? undefined : (target as Record<PropertyKey, unknown>)[key];
  }
  takeCore();
  for (let i = 0; i < shared.length; i++) keysBefore[i] = ownKeys(shared[i] as object);
  return found === null ? null : told(wasBroken(found + more()));
}

/** Puts back whatever has been changed since the watch began, so that the engine can go on; the error says what that was. */
export function mend(): RacelineError | null {
  if (isWhole()) return null;
  begin();
  for (let i = 0; i < shared.length; i++) takeAwayAdded(i);
  for (let i = 0; i < watched.length; i++) {
    const { target, key, name } = watched[i] as Watched;
    if (isSame(getOwnPropertyDescriptor(target, key), before[i])) continue;
    note(name);
    putBack(target, key, before[i]);
  }
  const replaced = found === null ? null : `it replaced ${found}${more()} while it ran`;
  begin();
  for (let i = 0; i < openNames.length; i++) {
    if (!wasOpen[i] || isOpen(i)) continue;
    note(openNames[i] as string);
    // Said once: what comes after was not the one to do it.
    wasOpen[i] = false;
    isSpent = true;
  }
  if (found !== null) return told(wasFrozen(`it froze ${found}${more()}`));
  return replaced === null ? null : told(wasReplaced(replaced));
}

/** Whether everything is as the watch began: a first look, in a few microseconds. */
function isWhole(): boolean {
  try {
    for (let i = 0; i < keys.length; i++) if (!isAsBefore(i)) return false;
    for (let i = 0; i < shared.length; i++) {
      if (ownKeys(shared[i] as object).length !== (keysBefore[i] as readonly PropertyKey[]).length) return false;
    }
    for (let i = 0; i < openNames.length; i++) if (wasOpen[i] && !isOpen(i)) return false;
    return true;
  } catch {
    // Somebody has put a getter there.
    return false;
  }
}

function isAsBefore(i: number): boolean {
  const target = targets[i] as Record<PropertyKey, unknown>;
  const key = keys[i] as PropertyKey;
  return isAccessor[i] ? isSame(getOwnPropertyDescriptor(target, key), before[i]) : target[key] === values[i];
}

/** Which of the objects that the engine must change cannot be changed, if any is. */
export function whatIsFrozen(): RacelineError | null {
  begin();
  for (let i = 0; i < openNames.length; i++) {
    if (!isOpen(i)) note(openNames[i] as string);
  }
  if (found === null) return null;
  isSpent = true;
  return told(wasFrozen(`something froze ${found}${more()}`));
}

function begin(): void {
  found = null;
  count = 0;
}

function note(name: string): void {
  count++;
  if (count <= NAMED_MAX) found = found === null ? name : `${found}, ${name}`;
}

function more(): string {
  return count > NAMED_MAX ? ` and ${count - NAMED_MAX} more` : '';
}

function told(damage: RacelineError): RacelineError {
  if (isSpent) spentBy ??= damage;
  return damage;
}

function takeAwayAdded(i: number): void {
  const target = shared[i] as object;
  const known = keysBefore[i] as readonly PropertyKey[];
  const keys = ownKeys(target);
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k] as PropertyKey;
    let isKnown = false;
    for (let j = 0; j < known.length && !isKnown; j++) isKnown = known[j] === key;
    // What code adds to arrays by a name is a method of its own.
    if (isKnown || !(i === 0 || isIndex(key))) continue;
    note(`${sharedNames[i]}[${typeof key === 'symbol' ? 'a symbol' : key}]`);
    if (!deleteProperty(target, key)) isSpent = true;
  }
}

function isIndex(key: PropertyKey): boolean {
  return typeof key === 'string' && `${(key as unknown as number) >>> 0}` === key;
}

function isOpen(i: number): boolean {
  return isExtensible(openTargets[i] as object);
}

function isSame(now: PropertyDescriptor | undefined, then: PropertyDescriptor | undefined): boolean {
  if (now === undefined || then === undefined) return now === then;
  return is(now.value, then.value) && now.get === then.get && now.set === then.set;
}

function putBack(target: object, key: PropertyKey, then: PropertyDescriptor | undefined): void {
  const isBack = then === undefined ? deleteProperty(target, key) : defineProperty(target, key, then);
  if (!isBack) isSpent = true;
}

function works(probe: () => boolean): boolean {
  try {
    return probe();
  } catch {
    return false;
  }
}

function wasReplaced(what: string): RacelineError {
  return new RacelineError('ERR_DAMAGED_GLOBALS', {
    what,
    why: 'the engine needs that too, and nothing that was executed with it can be relied on',
    next: 'Give it back before the execution ends, or replace it where the module is loaded.',
  });
}

function wasFrozen(what: string): RacelineError {
  return new RacelineError('ERR_DAMAGED_GLOBALS', {
    what,
    why: 'the engine must be able to change that, to take hold of the clocks and of what escapes, and it cannot be undone',
    next: 'Leave it open.',
  });
}

function wasBroken(what: string): RacelineError {
  return new RacelineError('ERR_DAMAGED_GLOBALS', {
    what: `${what} had been replaced before anything was executed`,
    why: 'what is in its place does not do what it does, and the engine needs that too',
    next: 'Look at what the modules do that are loaded before.',
  });
}
