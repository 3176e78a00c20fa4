import { hashString } from './trace-hash.ts';

/** The step reads what the key stands for. */
export const READ = 0;
/** The step writes it. */
export const WRITE = 1;
/** Beside READ or WRITE: the operation could not run while the key was held, or before it was signalled. */
export const BLOCKS = 4;
/** Beside WRITE: the step gives the key free, or signals it. */
export const ENABLES = 8;
/** In the upper bits of a mode that blocks: how many may hold the key at a time, less one. */
const CAPACITY_SHIFT = 4;
const CAPACITY_MAX = 16;

/** The mode of a step that takes one of several places. Throws RangeError unless there are 1 to 16 of them. */
export function takesOneOf(capacity: number): number {
  if (!(capacity >= 1 && capacity <= CAPACITY_MAX))
    throw new RangeError(`capacity ${capacity} is not 1 to ${CAPACITY_MAX}`);
  return WRITE | BLOCKS | ((capacity - 1) << CAPACITY_SHIFT);
}

/** How many may hold a key at a time, as the mode of one that takes it says. */
export function capacityOf(mode: number): number {
  return (mode >> CAPACITY_SHIFT) + 1;
}

/** Written by a step that may have touched anything, read by all others. */
export const EVERYTHING_KEY: number = hashString('everything');

/** Looks, when a step is over, for what it has changed without saying so. */
export interface StepWatcher {
  /** `isSetup`: what the setup did comes before all steps, whatever it was. */
  stepEnds(log: AccessLog, isSetup: boolean): void;
  /** After steps that were repeated, with `stepEnds` left out: what they changed is no change of the next. */
  catchesUp(): void;
}

/** A step touches a handful of keys. */
const FIRST_CAPACITY = 16;

/**
 * What the steps of an execution read and wrote, as integers: each access is a key, which is the hash of a resource's
 * name, and a mode. Two names with one hash look dependent though they are not, which costs executions and no soundness.
 */
export class AccessLog {
  keys: Int32Array = new Int32Array(FIRST_CAPACITY);
  modes: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Accesses logged in this execution. */
  count = 0;
  /** Set by whoever tracks memory in this execution. */
  watcher: StepWatcher | null = null;
  /** Where those of the step in progress begin. */
  protected from = 0;
  /** Set with each access that the log did not have yet. */
  protected hasGrown = false;
  /** The step in progress repeats one whose accesses are here already. */
  protected isKnown = false;

  reads(key: number): void {
    this.add(key, READ);
  }

  writes(key: number): void {
    this.add(key, WRITE);
  }

  /** One entry a key and step: modes add up, so that a write is never hidden by a read. */
  add(key: number, mode: number): void {
    if (this.isKnown) return;
    for (let i = this.from; i < this.count; i++) {
      if (this.keys[i] !== key) continue;
      const merged = (this.modes[i] as number) | mode;
      if (merged !== this.modes[i]) this.hasGrown = true;
      this.modes[i] = merged;
      return;
    }
    this.hasGrown = true;
    if (this.count === this.keys.length) this.grow();
    this.keys[this.count] = key;
    this.modes[this.count++] = mode;
  }

  clear(): void {
    this.count = 0;
    this.from = 0;
    this.watcher = null;
  }

  /** Whether memory that is tracked is to be logged: otherwise whole processes count as one piece of it. */
  get seesMemory(): boolean {
    return true;
  }

  /** The step in progress, as an integer that it has in every execution of the same trace; 0: the setup. */
  get stepIdentity(): number {
    return 0;
  }

  /** Whether the step in progress is known to write this. */
  hasWritten(key: number): boolean {
    for (let i = this.from; i < this.count; i++) {
      if (this.keys[i] === key) return ((this.modes[i] as number) & WRITE) !== 0;
    }
    return false;
  }

  /** The step in progress did something that any other step may have to do with. */
  touchesEverything(): void {
    this.writes(EVERYTHING_KEY);
  }

  /** From now on any step may do anything that nobody sees. */
  seesNothing(): void {
    this.touchesEverything();
  }

  private grow(): void {
    const [keys, modes] = [this.keys, this.modes];
    this.keys = new Int32Array(keys.length * 2);
    this.modes = new Uint8Array(keys.length * 2);
    this.keys.set(keys);
    this.modes.set(modes);
  }
}

let current: AccessLog | null = null;

/** The log of the execution in progress; null while nobody wants to know what its steps touch. */
export function currentAccessLog(): AccessLog | null {
  return current;
}

export function setAccessLog(log: AccessLog | null): void {
  current = log;
}

/** A key that a step must hold or have seen signalled before it can run. */
export function isBlocking(mode: number): boolean {
  return (mode & BLOCKS) !== 0;
}

export function isEnabling(mode: number): boolean {
  return (mode & ENABLES) !== 0;
}
