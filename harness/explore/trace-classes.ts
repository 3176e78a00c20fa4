import { WRITE } from '../engine/access-log.ts';
import { ISSUED_AT, NTH, type StepLog, WHO } from '../engine/step-log.ts';
import type { TraceCoverage } from '../scenario/coverage.ts';

/** Executions by trace class: plain data. Two executions are of one class if only independent steps differ in order. */
export type ClassCounts = Readonly<Record<string, number>>;

/** Keys whose slots are kept from one execution to the next. */
const SLOTS_MAX = 10_000;

/** Integers kept for each key. */
const KEY_WIDTH = 5;

/**
 * Names trace classes by a hash of 53 bits. A step's hash is that of its label and of the steps that it directly depends
 * on: what issued it, and for each key that it touches the last write, or if it writes, all reads since. Those hashes say
 * the same of their own past, so the sum over all steps says everything but the order of independent ones.
 */
export class TraceClasses {
  readonly counts: Map<number, number> = new Map();
  private readonly slots: Map<number, number> = new Map();
  /** By step. Two hashes of 32 bits each, here and below. */
  private steps: Int32Array = new Int32Array(512);
  /** By slot: the last write, the reads since, and the execution that they are of. */
  private keys: Int32Array = new Int32Array(64 * KEY_WIDTH);
  private executions = 0;

  /** Takes the class of the execution that the log is of. `salt` tells workloads apart. */
  look(log: StepLog, salt: number): void {
    const name = this.classOf(log, salt);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  private classOf(log: StepLog, salt: number): number {
    if (this.slots.size > SLOTS_MAX) this.slots.clear();
    if (this.steps.length < 2 * (log.steps + 1)) this.steps = new Int32Array(4 * (log.steps + 1));
    const { steps } = this;
    this.executions++;
    let [low, high] = [salt | 0, log.steps];
    for (let step = 1; step <= log.steps; step++) {
      this.hashStep(log, step);
      low = (low + (steps[2 * step] as number)) | 0;
      high = (high + (steps[2 * step + 1] as number)) | 0;
    }
    return (high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0);
  }

  private hashStep(log: StepLog, step: number): void {
    const { steps } = this;
    const issuedAt = log.field(step, ISSUED_AT);
    let low = issuedAt > 0 ? (steps[2 * issuedAt] as number) : 0;
    let high = issuedAt > 0 ? (steps[2 * issuedAt + 1] as number) : 0;
    const [start, end] = [log.start(step), log.start(step + 1)];
    for (let access = start; access < end; access++) {
      const key = log.keys[access] as number;
      const at = this.slotFor(key);
      const keys = this.keys;
      const isWrite = ((log.modes[access] as number) & WRITE) !== 0;
      low = (low + Math.imul((keys[at] as number) + (isWrite ? (keys[at + 2] as number) : 0), key | 1)) | 0;
      high = (high + Math.imul((keys[at + 1] as number) + (isWrite ? (keys[at + 3] as number) : 0), key | 1)) | 0;
    }
    const label = log.field(step, WHO) ^ Math.imul(log.field(step, NTH) + 1, 0x9e3779b1);
    low = mix(label, low);
    high = mix(label ^ 0x27d4eb2f, high);
    steps[2 * step] = low;
    steps[2 * step + 1] = high;
    for (let access = start; access < end; access++) {
      const at = this.slotFor(log.keys[access] as number);
      const keys = this.keys;
      if (((log.modes[access] as number) & WRITE) === 0) {
        keys[at + 2] = (keys[at + 2] as number) + low;
        keys[at + 3] = (keys[at + 3] as number) + high;
        continue;
      }
      keys[at] = low;
      keys[at + 1] = high;
      keys[at + 2] = 0;
      keys[at + 3] = 0;
    }
  }

  /** Where the key's state begins: as it is in this execution, or empty. */
  private slotFor(key: number): number {
    let at = this.slots.get(key);
    if (at === undefined) {
      at = this.slots.size * KEY_WIDTH;
      this.slots.set(key, at);
      if (at === this.keys.length) {
        const larger = new Int32Array(2 * at);
        larger.set(this.keys);
        this.keys = larger;
      }
    }
    const { keys, executions } = this;
    if (keys[at + 4] !== executions) {
      keys.fill(0, at, at + 4);
      keys[at + 4] = executions;
    }
    return at;
  }
}

/** The finaliser of MurmurHash3. */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** Good-Turing (I. J. Good, "The population frequencies of species", Biometrika 1953). Null if no execution was looked at. */
export function traceCoverage(counts: ClassCounts): TraceCoverage | null {
  const seen = Object.values(counts);
  const looked = seen.reduce((sum, count) => sum + count, 0);
  if (looked === 0) return null;
  const once = seen.filter((count) => count === 1).length;
  return { looked, classes: seen.length, once, unseen: once / looked };
}

export function mergeCounts(all: readonly ClassCounts[]): ClassCounts {
  const merged: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) merged[name] = (merged[name] ?? 0) + count;
  }
  return merged;
}
