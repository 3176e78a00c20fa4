import { FOREVER, type Operation } from './operation.ts';
import type { LanePlace, SimProcess } from './process.ts';

/** The pending operations of an execution, and which of them are enabled. */
export class Pending {
  /** Invariant: in order of issue, parked operations excluded. */
  readonly all: Operation[] = [];
  /** The enabled set; only the first `count` entries are valid. */
  enabled: readonly Operation[] = this.all;
  count = 0;
  /** The enabled set when some pending operation is constrained; otherwise everything pending is enabled. */
  private readonly selected: Operation[] = [];
  /** Invariant: the number of pending operations with `isConstrained`. */
  private constrained = 0;

  get size(): number {
    return this.all.length;
  }

  add(operation: Operation, now: number): void {
    operation.isConstrained = false;
    this.classify(operation, now);
    this.all.push(operation);
  }

  /** For an operation that may run from now on at any time. */
  addUnconstrained(operation: Operation): void {
    this.all.push(operation);
  }

  /** False if it was not pending. */
  remove(operation: Operation): boolean {
    const at = this.all.indexOf(operation);
    if (at < 0) return false;
    this.removeAt(at);
    return true;
  }

  /** Removes the operation that was found at this index of the enabled set. */
  removeEnabled(operation: Operation, choice: number): void {
    // With nothing constrained the enabled set is `all` itself.
    if (this.enabled === this.all) this.removeAt(choice);
    else this.remove(operation);
  }

  removeAt(at: number): void {
    const { all } = this;
    if (all[at]?.isConstrained === true) this.constrained--;
    const last = all.length - 1;
    for (let i = at; i < last; i++) all[i] = all[i + 1] as Operation;
    all.pop();
  }

  /** Removes what this process has issued. */
  removeOf(process: SimProcess): void {
    for (let at = this.all.length - 1; at >= 0; at--) if (this.all[at]?.actor.process === process) this.removeAt(at);
  }

  /** Counts the operation as constrained or not, by its present window. */
  classify(operation: Operation, now: number): void {
    const isConstrained =
      operation.latest !== FOREVER ||
      operation.earliest > now ||
      operation.lane !== null ||
      operation.mayBlock ||
      !operation.holdsProcess;
    if (isConstrained === operation.isConstrained) return;
    operation.isConstrained = isConstrained;
    this.constrained += isConstrained ? 1 : -1;
  }

  /**
   * An operation is enabled when its window opens before every other one's deadline and it heads its lane.
   * Fills `enabled` and `count`. `stamp` differs from one call to the next; `holds`: something else keeps a process alive.
   */
  collectEnabled(stamp: number, holds: boolean): void {
    const { all } = this;
    if (this.constrained === 0) {
      this.enabled = all;
      this.count = all.length;
      return;
    }
    const deadline = this.lookAtConstraints(stamp, holds);
    let count = 0;
    for (let i = 0; i < all.length; i++) {
      const operation = all[i] as Operation;
      if (operation.earliest > deadline) continue;
      if (operation.lane !== null && operation.lane.head !== operation) continue;
      if (operation.mayBlock && operation.isBlocked()) continue;
      this.selected[count++] = operation;
    }
    this.enabled = this.selected;
    this.count = count;
  }

  /** The earliest deadline of all, -1 when only unref'ed operations are left: every process would exit here. */
  private lookAtConstraints(stamp: number, holdsAlready: boolean): number {
    const { all } = this;
    let deadline = FOREVER;
    let holds = holdsAlready;
    for (let i = 0; i < all.length; i++) {
      const operation = all[i] as Operation;
      if (operation.latest < deadline) deadline = operation.latest;
      if (operation.holdsProcess) holds = true;
      const lane = operation.lane;
      if (lane !== null && (lane.stamp !== stamp || lane.head === null || isEarlier(operation, lane.head))) {
        lane.stamp = stamp;
        lane.head = operation;
      }
    }
    return holds ? deadline : -1;
  }
}

function isEarlier(a: LanePlace, b: LanePlace): boolean {
  return a.earliest !== b.earliest ? a.earliest < b.earliest : a.sequence < b.sequence;
}
