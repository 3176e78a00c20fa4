import { type StepLog, WHO } from '../../engine/step-log.ts';
import { type Accesses, conflict } from './accesses.ts';
import type { Mover } from './mover.ts';
import type { TraceOrder } from './trace-order.ts';
import type { SequenceStep } from './wakeup-node.ts';

/** A step of the execution in a sequence; the mover, which may never have run, has no step. */
export class LoggedStep implements SequenceStep {
  who: number;
  readonly accesses: { keys: Int32Array; modes: Uint8Array; from: number; to: number };
  private readonly step: number | null;
  private readonly order: TraceOrder;
  private issuedAt = 0;

  constructor(who: number, accesses: LoggedStep['accesses'], step: number | null, order: TraceOrder) {
    this.who = who;
    this.accesses = accesses;
    this.step = step;
    this.order = order;
  }

  /** Shows a step that is to come before others. */
  become({ who, issuedAt }: Mover, { keys, modes, from, to }: Accesses): void {
    this.who = who;
    this.issuedAt = issuedAt;
    const { accesses } = this;
    accesses.keys = keys;
    accesses.modes = modes;
    accesses.from = from;
    accesses.to = to;
  }

  /** Shows this step as the log has it now. */
  look(log: StepLog, step: number): void {
    this.who = log.field(step, WHO);
    show(this.accesses, log, step);
  }

  follows(earlier: LoggedStep): boolean {
    if (earlier.step === null) return false;
    if (this.step !== null) return this.order.isBefore(earlier.step, this.step);
    if (this.issuedAt > 0 && (earlier.step === this.issuedAt || this.order.isBefore(earlier.step, this.issuedAt))) {
      return true;
    }
    return conflict(earlier.accesses, this.accesses);
  }
}

/** For a step that nothing is known of yet. */
export function noAccesses({ keys, modes }: StepLog): LoggedStep['accesses'] {
  return { keys, modes, from: 0, to: 0 };
}

/** Points accesses at a step of the log. */
export function show(accesses: LoggedStep['accesses'], log: StepLog, step: number): void {
  accesses.keys = log.keys;
  accesses.modes = log.modes;
  accesses.from = log.start(step);
  accesses.to = log.start(step + 1);
}
