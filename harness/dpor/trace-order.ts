import { READ, WRITE } from '../scheduler/access-log.ts';
import { ISSUED_AT, type StepLog } from '../scheduler/step-log.ts';

/** Two steps whose order decides: the first happens before the second, and nothing between them does both. */
export type Race = readonly [first: number, second: number];

const NONE = -1;

/**
 * Happens-before of one execution: the least order that contains "a step makes another possible" and the order of every
 * two dependent steps. Two executions with the same order are the same Mazurkiewicz trace. A row of bits for each step
 * says which steps happen before it.
 */
export class TraceOrder {
  private words = 0;
  private rows: Int32Array = new Int32Array(0);
  /** By access: the one before it with the same key, and whose step it is. */
  private previous: Int32Array = new Int32Array(0);
  private owners: Int32Array = new Int32Array(0);
  private readonly last: Map<number, number> = new Map();
  private readonly dependent: number[] = [];

  /** Works the order out. Returns the races whose second step is `from` or later. */
  build(log: StepLog, from: number): Race[] {
    const steps = log.steps;
    this.words = (steps >> 5) + 1;
    if (this.rows.length < this.words * (steps + 1)) this.rows = new Int32Array(2 * this.words * (steps + 1));
    this.rows.fill(0, 0, this.words * (steps + 1));
    if (this.previous.length < log.count) {
      this.previous = new Int32Array(2 * log.count);
      this.owners = new Int32Array(2 * log.count);
    }
    this.last.clear();
    const races: Race[] = [];
    for (let step = 1; step <= steps; step++) {
      const issuedAt = log.field(step, ISSUED_AT);
      if (issuedAt > 0) this.follow(step, issuedAt);
      for (const earlier of this.findDependent(log, step)) {
        if (this.isBefore(earlier, step)) continue;
        if (step >= from) races.push([earlier, step]);
        this.follow(step, earlier);
      }
    }
    return races;
  }

  /** Whether the first step happens before the second. */
  isBefore(first: number, second: number): boolean {
    return ((this.rows[second * this.words + (first >> 5)] as number) & (1 << (first & 31))) !== 0;
  }

  /** Latest first: the nearest steps that each key of `step` depends on. */
  private findDependent(log: StepLog, step: number): readonly number[] {
    const { dependent } = this;
    dependent.length = 0;
    const end = log.start(step + 1);
    for (let access = log.start(step); access < end; access++) {
      const key = log.keys[access] as number;
      const writes = isWrite(log, access);
      const latest = this.last.get(key) ?? NONE;
      for (let at = latest; at !== NONE; at = this.previous[at] as number) {
        const isWriteBefore = isWrite(log, at);
        if (writes || isWriteBefore) dependent.push(this.owners[at] as number);
        if (isWriteBefore) break;
      }
      this.previous[access] = latest;
      this.owners[access] = step;
      this.last.set(key, access);
    }
    if (dependent.length > 1) dependent.sort(latestFirst);
    return dependent;
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

function latestFirst(a: number, b: number): number {
  return b - a;
}

function isWrite(log: StepLog, access: number): boolean {
  return ((log.modes[access] as number) & WRITE) !== READ;
}

/** A list of accesses: of a step, or of an operation that has not run. */
export interface Accesses {
  readonly keys: Int32Array;
  readonly modes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Whether two steps depend on each other: both touch something, and one of them writes it. */
export function conflict(a: Accesses, b: Accesses): boolean {
  for (let i = a.from; i < a.to; i++) {
    for (let k = b.from; k < b.to; k++) {
      if (a.keys[i] === b.keys[k] && (((a.modes[i] as number) | (b.modes[k] as number)) & WRITE) !== 0) return true;
    }
  }
  return false;
}

export function accessesOf(log: StepLog, step: number): Accesses {
  return { keys: log.keys, modes: log.modes, from: log.start(step), to: log.start(step + 1) };
}

/** The same, to be kept when the log goes on to another execution. */
export function keptAccessesOf(log: StepLog, step: number): Accesses {
  const [from, to] = [log.start(step), log.start(step + 1)];
  return { keys: log.keys.slice(from, to), modes: log.modes.slice(from, to), from: 0, to: to - from };
}
