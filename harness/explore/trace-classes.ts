import { STEPS_MAX, TraceOrder } from '../dpor/trace-order.ts';
import { NTH, type StepLog, WHO } from '../scheduler/step-log.ts';

/** Executions by trace class: plain data. Two executions are of one class if only independent steps differ in order. */
export type ClassCounts = Readonly<Record<string, number>>;

/** Steps of an execution whose class is worked out; what is longer counts as not looked at. */
const LOOK_STEPS_MAX = Math.min(1_000, STEPS_MAX);

/** Names trace classes by a hash: 53 bits, so that ten thousand classes keep their names apart. */
export class TraceClasses {
  readonly counts: Map<string, number> = new Map();
  private readonly order: TraceOrder = new TraceOrder();
  private readonly hashes: number[] = [];

  /** Takes the class of the execution that the log is of. `salt` tells workloads apart. */
  look(log: StepLog, salt: number): void {
    if (log.steps > LOOK_STEPS_MAX) return;
    const name = this.classOf(log, salt);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** The sum over all steps of a hash of the step and of those before it: the same in whatever order they ran. */
  private classOf(log: StepLog, salt: number): string {
    const { order, hashes } = this;
    order.build(log, log.steps + 1);
    let [low, high] = [salt | 0, log.steps];
    for (let step = 1; step <= log.steps; step++) {
      const label = log.field(step, WHO) ^ Math.imul(log.field(step, NTH) + 1, 0x9e3779b1);
      let before = 0;
      for (let earlier = 1; earlier < step; earlier++) {
        if (order.isBefore(earlier, step)) before = (before + (hashes[earlier] as number)) | 0;
      }
      const hash = mix(label, before);
      hashes[step] = mix(label, 0x27d4eb2f);
      low = (low + hash) | 0;
      high = (high + mix(hash, 0x165667b1)) | 0;
    }
    return ((high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0)).toString(36);
  }
}

/** The finaliser of MurmurHash3. */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** What an exploration has seen of the traces that there are. */
export interface TraceCoverage {
  /** Executions whose class was worked out. */
  readonly looked: number;
  readonly classes: number;
  /** Classes that were seen in one execution only. */
  readonly once: number;
  /** Good's estimate of the probability that the next execution is of a class not seen yet: once / looked. */
  readonly unseen: number;
}

/** Good-Turing (I. J. Good, "The population frequencies of species", Biometrika 1953). Null if no execution was looked at. */
export function traceCoverage(counts: ClassCounts): TraceCoverage | null {
  const seen = Object.values(counts);
  const looked = seen.reduce((sum, count) => sum + count, 0);
  if (looked === 0) return null;
  const once = seen.filter((count) => count === 1).length;
  return { looked, classes: seen.length, once, unseen: once / looked };
}

export function mergeClasses(all: readonly ClassCounts[]): ClassCounts {
  const merged: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) merged[name] = (merged[name] ?? 0) + count;
  }
  return merged;
}
