import type { AccessLog } from './access-log.ts';
import type { Actor } from './actor.ts';
import { hashString } from './trace-hash.ts';

/** The effect acts on the simulated world; the delivery lets the code that awaits it continue. */
export const EFFECT = 0;
export const DELIVERY = 1;
export type Phase = typeof EFFECT | typeof DELIVERY;

/**
 * The end of an unbounded window, in virtual ms: the longest timer that Node knows (24.8 days). An integer and not
 * Infinity, so that windows stay small integers in the step loop: a field that holds a fraction costs an allocation a write.
 */
export const FOREVER: number = 2 ** 31 - 1;

/** Whole virtual ms, at most FOREVER. */
export function wholeMs(ms: number): number {
  return ms < FOREVER ? ms | 0 : FOREVER;
}

/** What an operation touches, and therefore what partial-order reduction works on: `file:/state/models.json`. */
export interface Resource {
  readonly name: string;
  readonly hash: number;
}

/** What an operation does to its resource: `open`, `http`, `timer`. */
export interface Kind {
  readonly name: string;
  readonly hash: number;
}

const kinds = new Map<string, Kind>();
const resources = new Map<string, Resource>();
/** Names interned before the table is emptied, so that a long exploration with invented names keeps a bounded heap. */
const INTERNED_MAX = 10_000;

function intern<T>(table: Map<string, T>, name: string, make: (name: string) => T): T {
  const known = table.get(name);
  if (known !== undefined) return known;
  if (table.size >= INTERNED_MAX) table.clear();
  const made = make(name);
  table.set(name, made);
  return made;
}

/** The resource of this name. Compare resources by name or hash: identity lasts only while the table does. */
export function resourceNamed(name: string): Resource {
  return intern(resources, name, (name) => ({ name, hash: hashString(name) }));
}

export function kindNamed(name: string): Kind {
  return intern(kinds, name, (name) => ({ name, hash: hashString(name) }));
}

/**
 * Operations of one lane are delivered in order: (earliest, sequence). The timers of one process are a lane, since an
 * earlier timer never fires after a later one and equal timers fire first-in first-out.
 */
export class Lane {
  /** Scratch of the enabled-set computation: the lane's first candidate at step `stamp`. */
  head: Operation | null = null;
  stamp = -1;
  /** Tells the lanes of an execution apart. */
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** The resources that a step reads and writes. Memory of the actor's process is implied and not listed. */
export interface Footprint {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/**
 * A pending operation: something asynchronous that code under test began and that the scheduler owns.
 * Its stable label is `actor#n kind resource`, where n counts the actor's own operations.
 */
export abstract class Operation {
  /** Changes only when a recycled operation begins anew. */
  actor: Actor;
  readonly kind: Kind;
  resource: Resource;
  /** Counts the operations of this actor, from 1. */
  n: number;
  /** Order of issue in the execution. Renewed when a timer is refreshed. */
  sequence: number;
  phase: Phase;
  /** Window of the next step on the virtual clock, in ms since the start of the execution. */
  earliest: number;
  latest: number;
  /** Effects made so far: an operation may act on the world in several steps (a write goes out in two halves). */
  effects = 0;
  lane: Lane | null = null;
  /** Whether the actor's process would stay alive for this alone; an `unref`ed timer does not. */
  holdsProcess = true;
  /** Whether `isBlocked` must be asked before each step. */
  mayBlock = false;
  /** Whether the scheduler counts it among those whose window, lane, reference or `isBlocked` it must look at. */
  isConstrained = false;
  /** The step that made its next step possible: that which issued it, or its own last; 0 for the setup. */
  issuedAt = 0;
  /** Whether the window of its next step opened later than it was issued: taking the step may move the clock. */
  opensLater = false;
  /** Of its next step, where the strategy gives operations priorities; negative: not drawn yet. */
  priority = -1;
  /** Set in detail mode only. */
  source: string | undefined = undefined;

  constructor(actor: Actor, kind: Kind, resource: Resource, phase: Phase, earliest: number, latest: number) {
    this.actor = actor;
    this.kind = kind;
    this.resource = resource;
    this.phase = phase;
    this.earliest = wholeMs(earliest);
    this.latest = wholeMs(latest);
    this.n = ++actor.operations;
    this.sequence = actor.execution.nextSequence();
  }

  /**
   * Acts on the world. `again`: another effect step follows; `deliver`: the effects are complete and the delivery may
   * follow within the window that `deliveryWindow` gives; `park`: the operation waits until `Execution.unpark`, perhaps
   * for ever (a hung upstream).
   */
  effect(): 'again' | 'deliver' | 'park' {
    return 'deliver';
  }

  /** How long after the last effect the delivery may come, in ms. */
  deliveryWindow(): readonly [earliestMs: number, latestMs: number] {
    return NO_WAIT;
  }

  /** Whether its effect runs code of the scenario: an upstream's. */
  get runsScenarioCode(): boolean {
    return false;
  }

  /** Whether its effects are on the disk. */
  get isOfDisk(): boolean {
    return false;
  }

  /** Whether it cannot run now, a lock being held. Asked only if `mayBlock`; may depend on what `logAccesses` says alone. */
  isBlocked(): boolean {
    return false;
  }

  /** Lets the code that awaits the operation continue. Runs inside the step; must not throw into the harness. */
  abstract deliver(): void;

  /** What the step just made was, for timelines: `EEXIST`, `200, 12 bytes`. Called in detail mode only. */
  describe(_phase: Phase): string {
    return '';
  }

  /** An integer that tells outcomes apart (0: fine), mixed into the trace hash. */
  outcome(): number {
    return 0;
  }

  /** The step is closed and, once delivered, nobody refers to the operation: a frequent kind may use it again. */
  recycle(): void {}

  footprint(): Footprint {
    return { reads: [], writes: [this.resource.name] };
  }

  /** Whether its next step writes anything beside the memory of its process. */
  get isWrite(): boolean {
    return this.footprint().writes.length > 0;
  }

  /** Logs what its next step touches beside the memory of its process. Asked before the step. */
  logAccesses(log: AccessLog): void {
    const { reads, writes } = this.footprint();
    for (const name of reads) log.reads(hashString(name));
    for (const name of writes) log.writes(hashString(name));
  }
}

const NO_WAIT: readonly [number, number] = [0, FOREVER];

/** `run#3 open file:/sessions/s1.jsonl.lock`. */
export function operationLabel(operation: Operation): string {
  return `${operation.actor.name}#${operation.n} ${operation.kind.name} ${operation.resource.name}`;
}

/** The label of the operation's next step: the operation's, and which of its steps it is. */
export function stepLabel(operation: Operation): string {
  if (operation.phase === DELIVERY) return `${operationLabel(operation)} (delivery)`;
  return operation.effects === 0
    ? `${operationLabel(operation)} (effect)`
    : `${operationLabel(operation)} (effect ${operation.effects + 1})`;
}
