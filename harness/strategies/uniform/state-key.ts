import { AccessLog, WRITE } from '../../engine/access-log.ts';
import { EFFECT, type Operation } from '../../engine/operation.ts';
import { stepHash } from '../../engine/step-hash.ts';
import type { Decision } from '../../engine/strategy.ts';

// What two beginnings of executions must have in common to count as one state. Each is finer than the one before.

/** The same steps were made and the same operations are enabled. */
export const POSITIONS = 0;
/** Besides: by whom the values were written that each unfinished actor read, and that memory holds; and the clock. */
export const READS_FROM = 1;
/** Besides: the order of all steps: every beginning is a state of its own. */
export const ORDER = 2;
export type Fineness = typeof POSITIONS | typeof READS_FROM | typeof ORDER;

const DONE_SALT = 0x165667b1;
const HIGH_SALT = 0x2545f491;

/** Names the state that an execution is in by 53 bits, kept up to date step by step. */
export class StateKey {
  /** Label hashes of the enabled operations of the decision asked for last. */
  readonly labels: number[] = [];
  private fineness: Fineness = POSITIONS;
  /** Sums over what the state consists of, so that the order in which it came about leaves no mark. */
  private low = 0;
  private high = 0;
  /** What each actor has done and read so far, by its index. */
  private readonly histories: Map<number, number> = new Map();
  /** The history of the last writer, by resource. */
  private readonly writers: Map<number, number> = new Map();
  private readonly accesses: AccessLog = new AccessLog();

  /** Before each execution. */
  begin(fineness: Fineness): void {
    this.fineness = fineness;
    this.low = 0;
    this.high = 0;
    if (this.histories.size > 0) this.histories.clear();
    if (this.writers.size > 0) this.writers.clear();
  }

  /** The state at this decision: an integer. */
  at(decision: Decision): number {
    const { enabled, count, lastActor, now } = decision;
    if (this.fineness === READS_FROM && lastActor?.isFinished === true) this.forget(lastActor.index);
    let { low, high } = this;
    for (let i = 0; i < count; i++) {
      const label = stepHash(enabled[i] as Operation);
      this.labels[i] = label;
      const hash = mix(label);
      low = (low + hash) | 0;
      high = (high + mix(hash ^ HIGH_SALT)) | 0;
    }
    if (this.fineness !== POSITIONS) low = (low + mix(now ^ DONE_SALT)) | 0;
    return (high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0);
  }

  /** The operation is about to make its next step. */
  took(operation: Operation): void {
    const label = stepHash(operation);
    if (this.fineness === ORDER) {
      this.low = mix(Math.imul(this.low, 31) ^ label);
      this.high = mix(Math.imul(this.high, 31) ^ label ^ HIGH_SALT);
      return;
    }
    this.add(mix(label ^ DONE_SALT));
    if (this.fineness === READS_FROM) this.follow(operation, label);
  }

  private follow(operation: Operation, label: number): void {
    const { accesses, writers } = this;
    const index = operation.actor.index;
    accesses.clear();
    if (operation.phase === EFFECT || operation.effects === 0) operation.logAccesses(accesses);
    const before = this.histories.get(index) ?? 0;
    let read = 0;
    for (let i = 0; i < accesses.count; i++) {
      const key = accesses.keys[i] as number;
      if (((accesses.modes[i] as number) & WRITE) === 0) read = (read + mix(key ^ (writers.get(key) ?? 0))) | 0;
    }
    const history = mix(Math.imul(before, 31) ^ mix(label ^ read)) | 1;
    this.replace(this.histories, index, history, HIGH_SALT);
    for (let i = 0; i < accesses.count; i++) {
      const key = accesses.keys[i] as number;
      if (((accesses.modes[i] as number) & WRITE) !== 0) this.replace(writers, key, history, DONE_SALT);
    }
  }

  /** What an actor did that has ended decides nothing any more, except by what it wrote. */
  private forget(index: number): void {
    const history = this.histories.get(index);
    if (history === undefined) return;
    this.subtract(mix(mix(index ^ HIGH_SALT) ^ history));
    this.histories.delete(index);
  }

  private replace(map: Map<number, number>, key: number, value: number, salt: number): void {
    const old = map.get(key);
    const name = mix(key ^ salt);
    if (old !== undefined) this.subtract(mix(name ^ old));
    map.set(key, value);
    this.add(mix(name ^ value));
  }

  private add(hash: number): void {
    this.low = (this.low + hash) | 0;
    this.high = (this.high + mix(hash ^ HIGH_SALT)) | 0;
  }

  private subtract(hash: number): void {
    this.low = (this.low - hash) | 0;
    this.high = (this.high - mix(hash ^ HIGH_SALT)) | 0;
  }
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
