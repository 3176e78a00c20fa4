import { WRITE } from '../../engine/access-log.ts';
import type { StepLog } from '../../engine/step-log.ts';

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

/** Accesses to be kept while the log goes on to other executions: a stack, as exploration backtracks depth first. */
export class AccessStack {
  private keys: Int32Array = new Int32Array(64);
  private modes: Uint8Array = new Uint8Array(64);
  top = 0;

  push(log: StepLog, step: number): Accesses {
    const [start, end] = [log.start(step), log.start(step + 1)];
    if (this.top + end - start > this.keys.length) this.grow(this.top + end - start);
    const from = this.top;
    for (let i = start; i < end; i++) {
      this.keys[this.top] = log.keys[i] as number;
      this.modes[this.top++] = log.modes[i] as number;
    }
    return { keys: this.keys, modes: this.modes, from, to: this.top };
  }

  /** Those below keep the arrays that they have. */
  private grow(needed: number): void {
    const [keys, modes] = [this.keys, this.modes];
    this.keys = new Int32Array(2 * needed);
    this.modes = new Uint8Array(2 * needed);
    this.keys.set(keys);
    this.modes.set(modes);
  }
}
