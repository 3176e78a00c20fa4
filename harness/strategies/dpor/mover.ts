import type { Phantom } from '../../engine/phantom.ts';
import { EARLIEST, ISSUED_AT, LANE, NTH, RESOURCE, SEQUENCE, type StepLog, WHO } from '../../engine/step-log.ts';
import type { Accesses } from './accesses.ts';

/** A step that ran, or an operation that was withdrawn or left over, as what may be put before an earlier step. */
export interface Mover {
  readonly who: number;
  /** Which of its operation's steps it is. */
  readonly nth: number;
  /** Hash of the resource that its operation names, which may depend on what was read before. */
  readonly resource: number;
  /** The step, if it ran. */
  readonly step: number | null;
  /** The step that withdrew it, or one past the last; 0: none did, it ran. */
  readonly withdrawnAt: number;
  readonly accesses: Accesses;
  readonly issuedAt: number;
  readonly earliest: number;
  readonly lane: number;
  readonly sequence: number;
}

/** A step that ran. One object for all of them: there are many races, and each is looked at once. */
export class StepMover implements Mover {
  who = 0;
  nth = 0;
  resource = 0;
  step = 0;
  readonly withdrawnAt = 0;
  readonly accesses: { keys: Int32Array; modes: Uint8Array; from: number; to: number };
  issuedAt = 0;
  earliest = 0;
  lane = 0;
  sequence = 0;
  private readonly log: StepLog;

  constructor(log: StepLog) {
    this.log = log;
    this.accesses = { keys: log.keys, modes: log.modes, from: 0, to: 0 };
  }

  /** Is this step from now on. */
  become(step: number): this {
    const { log, accesses } = this;
    this.who = log.field(step, WHO);
    this.nth = log.field(step, NTH);
    this.resource = log.field(step, RESOURCE);
    this.step = step;
    accesses.keys = log.keys;
    accesses.modes = log.modes;
    accesses.from = log.start(step);
    accesses.to = log.start(step + 1);
    this.issuedAt = log.field(step, ISSUED_AT);
    this.earliest = log.field(step, EARLIEST);
    this.lane = log.field(step, LANE);
    this.sequence = log.field(step, SEQUENCE);
    return this;
  }
}

export function phantomMover({
  who,
  nth,
  resource,
  keys,
  modes,
  issuedAt,
  earliest,
  lane,
  sequence,
  at,
}: Phantom): Mover {
  return {
    who,
    nth,
    resource,
    step: null,
    withdrawnAt: at,
    accesses: { keys, modes, from: 0, to: keys.length },
    issuedAt,
    earliest,
    lane,
    sequence,
  };
}
