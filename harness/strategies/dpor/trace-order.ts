import { READ, WRITE } from '../../engine/access-log.ts';
import { ISSUED_AT, type StepLog } from '../../engine/step-log.ts';

/** Steps of an execution at most: the order of a longer one would take too much memory. */
export const STEPS_MAX = 10_000;

/** Two steps whose order decides: the first happens before the second, and nothing between them does both. As one integer. */
export type Race = number;

export function firstOf(race: Race): number {
  return Math.trunc(race / STEPS_MAX);
}

export function secondOf(race: Race): number {
  return race % STEPS_MAX;
}

const NONE = -1;
const FIRST_SLOTS = 64;
/** Keys that are kept from one execution to the next. */
const SLOTS_MAX = 50_000;

/**
 * Happens-before of one execution: the least order that contains "a step makes another possible" and the order of every
 * two dependent steps. Two executions with the same order are the same Mazurkiewicz trace. A row of bits for each step
 * says which steps happen before it.
 */
export class TraceOrder {
  private words = 0;
  private rows: Int32Array = new Int32Array(0);
  /** By access: the one before it with the same key, whose step it is, and the slot of its key. */
  private previous: Int32Array = new Int32Array(0);
  private owners: Int32Array = new Int32Array(0);
  private slotOf: Int32Array = new Int32Array(0);
  /** The last access to each key, by its slot. */
  private last: Int32Array = new Int32Array(FIRST_SLOTS).fill(NONE);
  private readonly slots: Map<number, number> = new Map();
  /** Accesses that are in the tables: from `firstAccess` to here. */
  private registeredTo = 0;
  private readonly dependent: number[] = [];
  private readonly races: Race[] = [];

  /**
   * Works the order out. Returns all races, by their second step. The first `knownTo` steps are those of the execution that
   * was asked for last, and so are their order and their races: the same ones come first in the same array.
   */
  build(log: StepLog, knownTo: number = 0): readonly Race[] {
    const steps = log.steps;
    const isNew = this.makeRoom(steps);
    const begin = isNew ? 1 : knownTo + 1;
    this.rows.fill(0, this.words * begin, this.words * (steps + 1));
    if (begin === 1 || this.slots.size > SLOTS_MAX) this.forget();
    else this.goBackTo(log.start(begin));
    if (this.previous.length < log.count) this.growAccesses(2 * log.count);
    const { races } = this;
    while (races.length > 0 && secondOf(races.at(-1) as Race) >= begin) races.pop();
    if (this.registeredTo === 0) for (let step = 1; step < begin; step++) this.register(log, step);
    for (let step = begin; step <= steps; step++) {
      const issuedAt = log.field(step, ISSUED_AT);
      if (issuedAt > 0) this.follow(step, issuedAt);
      for (const earlier of this.findDependent(log, step)) {
        if (this.isBefore(earlier, step)) continue;
        races.push(earlier * STEPS_MAX + step);
        this.follow(step, earlier);
      }
    }
    return races;
  }

  /** Whether the first step happens before the second. */
  isBefore(first: number, second: number): boolean {
    return ((this.rows[second * this.words + (first >> 5)] as number) & (1 << (first & 31))) !== 0;
  }

  /** Whether they are one step, or the first happens before the second. `first` may be one past the last step. */
  isAtOrBefore(first: number, second: number): boolean {
    return first === second || (first < second && this.isBefore(first, second));
  }

  /** True if what was known of earlier steps is gone. */
  private makeRoom(steps: number): boolean {
    const words = (steps >> 5) + 1;
    const isEnough = this.words >= words && this.rows.length >= this.words * (steps + 1);
    if (isEnough) return false;
    this.words = Math.max(this.words, words);
    this.rows = new Int32Array(2 * this.words * (steps + 1));
    return true;
  }

  private forget(): void {
    if (this.slots.size > SLOTS_MAX) this.slots.clear();
    this.last.fill(NONE);
    this.registeredTo = 0;
  }

  /** Takes accesses back, the last first, down to this one. */
  private goBackTo(access: number): void {
    const { last, slotOf, previous } = this;
    for (let at = this.registeredTo - 1; at >= access; at--) last[slotOf[at] as number] = previous[at] as number;
    this.registeredTo = access;
  }

  private growAccesses(length: number): void {
    this.previous = grown(this.previous, length);
    this.owners = grown(this.owners, length);
    this.slotOf = grown(this.slotOf, length);
  }

  private register(log: StepLog, step: number): void {
    const end = log.start(step + 1);
    for (let access = log.start(step); access < end; access++) {
      const slot = this.slotFor(log.keys[access] as number);
      this.note(access, step, slot, this.last[slot] as number);
    }
  }

  /** Latest first: the nearest steps that each key of `step` depends on. */
  private findDependent(log: StepLog, step: number): readonly number[] {
    const { dependent } = this;
    if (dependent.length > 0) dependent.length = 0;
    const end = log.start(step + 1);
    for (let access = log.start(step); access < end; access++) {
      const slot = this.slotFor(log.keys[access] as number);
      const writes = isWrite(log, access);
      const latest = this.last[slot] as number;
      for (let at = latest; at !== NONE; at = this.previous[at] as number) {
        const isWriteBefore = isWrite(log, at);
        if (writes || isWriteBefore) dependent.push(this.owners[at] as number);
        if (isWriteBefore) break;
      }
      this.note(access, step, slot, latest);
    }
    if (dependent.length > 1) sortLatestFirst(dependent);
    return dependent;
  }

  private note(access: number, step: number, slot: number, before: number): void {
    this.previous[access] = before;
    this.owners[access] = step;
    this.slotOf[access] = slot;
    this.last[slot] = access;
    this.registeredTo = access + 1;
  }

  private slotFor(key: number): number {
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    const slot = this.slots.size;
    this.slots.set(key, slot);
    if (slot === this.last.length) this.last = grown(this.last, 2 * slot, NONE);
    return slot;
  }

  private follow(step: number, earlier: number): void {
    const { rows, words } = this;
    const to = step * words;
    const of = earlier * words;
    for (let word = 0; word <= earlier >> 5; word++) {
      rows[to + word] = (rows[to + word] as number) | (rows[of + word] as number);
    }
    rows[to + (earlier >> 5)] = (rows[to + (earlier >> 5)] as number) | (1 << (earlier & 31));
  }
}

function grown(array: Int32Array, length: number, filler: number = 0): Int32Array {
  const larger = new Int32Array(length);
  larger.set(array);
  if (filler !== 0) larger.fill(filler, array.length);
  return larger;
}

/** Insertion sort: there are few, nearly in order. */
function sortLatestFirst(steps: number[]): void {
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i] as number;
    let at = i;
    for (; at > 0 && (steps[at - 1] as number) < step; at--) steps[at] = steps[at - 1] as number;
    steps[at] = step;
  }
}

function isWrite(log: StepLog, access: number): boolean {
  return ((log.modes[access] as number) & WRITE) !== READ;
}
