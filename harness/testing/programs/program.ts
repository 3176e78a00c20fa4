import { currentAccessLog, ENABLES, WRITE } from '../../engine/access-log.ts';
import { hashString } from '../../engine/trace-hash.ts';

/**
 * A small concurrent program whose figures are known from an independent source (published tables, closed forms, brute
 * force): what the engine is measured against. A thread is a generator that yields before each of its accesses to shared
 * state, so the same text runs under the engine (each yield a gate), under a brute-force enumerator that knows nothing of
 * the engine, and, as its own negative control, with nothing awaited between the accesses.
 */
export interface Program {
  readonly name: string;
  readonly title: string;
  readonly figures: Figures;
  /** Whether threads go on after an assertion that does not hold; otherwise the execution ends there. */
  readonly goesOn?: boolean;
  /**
   * Fresh memory, and the threads over it. `fail` is an assertion of the program that does not hold; `spawn` begins one more
   * thread and `kill` ends one by its name, as part of the step in progress.
   */
  threads(
    fail: (message: string) => void,
    spawn: Spawn,
    kill: (name: string) => void,
  ): Readonly<Record<string, Thread>>;
}

/** Code of one thread: everything between two yields is one step, made when the scheduler chooses it. */
export type Thread = () => Generator<Access, void, void>;

export type Spawn = (name: string, thread: Thread) => void;

/** The access to shared state that the next step makes. */
export interface Access {
  readonly kind: 'read' | 'write' | 'local' | 'lock' | 'unlock' | 'join';
  readonly resource: string;
  /** Resources that the step writes besides. */
  readonly also?: readonly string[];
  /** When it may come, in virtual ms after the access before it; at any time without. */
  readonly windowMs?: readonly [earliest: number, latest: number];
  /** Of a lock: how many may hold it at a time, 1 unless said. */
  readonly capacity?: number;
  /** Undefined: always. A thread whose next access is disabled is blocked. */
  readonly isEnabled?: () => boolean;
}

/** Says that the step in progress writes a resource beside that of its access. The brute-force enumerator does not listen. */
function alsoWrites(resource: string): void {
  currentAccessLog()?.add(hashString(resource), WRITE | ENABLES);
}

/** What is known of a program. Every access or lock operation is one step. */
export interface Figures {
  readonly threads: number;
  /** Steps of the longest execution. */
  readonly steps: number;
  /** Buggy interleavings and all interleavings; an execution ends at its first failed assertion. */
  readonly interleavings: readonly [buggy: number, all: number];
  /** Exact probability of the bug under a uniform random walk over the enabled threads. */
  readonly walk: number;
  /** Least number of preemptions of a buggy interleaving. */
  readonly preemptions: number;
}

export function read(resource: string): Access {
  return { kind: 'read', resource };
}

export function write(resource: string): Access {
  return { kind: 'write', resource };
}

/** A step that touches nothing shared. */
export const LOCAL: Access = { kind: 'local', resource: 'local' };

/** A mutex, or a semaphore of a `capacity`: `yield* lock.lock()` and `yield* lock.unlock()` are one step each. */
export class Lock {
  private holders = 0;
  private readonly acquire: Access;
  private readonly release: Access;

  constructor(resource: string, capacity: number = 1) {
    this.acquire = { kind: 'lock', resource, capacity, isEnabled: () => this.holders < capacity };
    this.release = { kind: 'unlock', resource };
  }

  *lock(): Generator<Access, void, void> {
    yield this.acquire;
    this.holders++;
  }

  *unlock(): Generator<Access, void, void> {
    yield this.release;
    this.holders--;
  }
}

/** Opened by a thread in the course of a step; waiting for it is a step of its own, blocked until then. */
export class Latch {
  private isOpen = false;
  private readonly access: Access;

  constructor(resource: string) {
    this.access = { kind: 'join', resource, isEnabled: () => this.isOpen };
  }

  open(): void {
    this.isOpen = true;
    alsoWrites(this.access.resource);
  }

  *wait(): Generator<Access, void, void> {
    yield this.access;
  }
}
