import type { AccessLog } from './access-log.ts';
import type { RacelineError } from './errors.ts';
import type { Lane, SimProcess } from './process.ts';
import type { Kind, Resource } from './resource.ts';
import { hashString } from './trace-hash.ts';

/** The effect acts on the simulated world; the delivery lets the code that awaits it continue. */
export const EFFECT = 0;
export const DELIVERY = 1;
export type Phase = Operation['phase'];

/**
 * The end of an unbounded window, in virtual ms: the longest timer that Node knows (24.8 days). An integer and not
 * Infinity, so that windows stay small integers in the step loop: a field that holds a fraction costs an allocation a write.
 */
export const FOREVER: number = 2 ** 31 - 1;

/** Whole virtual ms, at most FOREVER. */
export function wholeMs(ms: number): number {
  return ms < FOREVER ? ms | 0 : FOREVER;
}

/** The resources that a step reads and writes. Memory of the actor's process is implied and not listed. */
export interface Footprint {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Of a step that touches the memory of its actor's process at most: a timer, a delivery. */
export const NOTHING: Footprint = { reads: [], writes: [] };

/** A thread of asynchronous activity that the scenario starts: a request, a reload, a probe. Operations are issued by actors. */
export interface Actor {
  /** As the scenario named it: `request-1`. */
  readonly name: string;
  /** @internal Of the name. */
  readonly hash: number;
  /** Position among the actors of its execution. */
  readonly index: number;
  /** What runs its code: killed with it. */
  readonly process: SimProcess;
  /** @internal */
  readonly execution: Scheduler;
  /** @internal Serves others, and is not missed when it never ends. */
  readonly isDaemon: boolean;
  /** @internal Operations issued so far. */
  operations: number;
  /** @internal Those pending, as far as a StepLog counts them. */
  inFlight: number;
  /** @internal Its own share of `execution.connections`. */
  connections: number;
  /** Whether its body has returned or thrown, or its process was killed. */
  readonly isFinished: boolean;
  /**
   * An explicit choice point: the actor continues when the scheduler chooses it. What it does until its next choice point
   * writes `resource`, as far as partial-order reduction is told, or only reads it.
   */
  gate(resource?: string | Resource, access?: 'reads' | 'writes'): Promise<void>;
}

/** Nothing that keeps a process alive is pending: its actors have finished, or some never will. Otherwise it is busy. */
export type Rest = 'busy' | 'done' | 'stuck';

/** Who owns the operations: an execution, as far as those who issue them are concerned. */
export interface Scheduler {
  /** Virtual time since the execution's start, in ms. */
  readonly now: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Operation of the step in progress or just made. */
  readonly current: Operation | null;
  /** Outcome of the step made last. */
  readonly outcome: number;
  readonly processes: readonly SimProcess[];
  /** Servers, ports with a listener and the like that keep processes alive though nothing is pending. */
  handles: number;
  /** What the seams act on: see worldOf. Null if only gates are controlled. */
  readonly world: object | null;
  /** Whether texts are wanted: somebody watches each step. */
  readonly isInDetail: boolean;
  nextSequence(): number;
  /** Takes an operation into the scheduler's hands. Operations of a dead process vanish: its code no longer runs. */
  issue(operation: Operation): void;
  /** The same for a gate, which nothing constrains: it may run from now on, at any time. */
  issueGate(gate: Operation): void;
  /** Withdraws an operation: a cleared timer, an aborted request. No step follows. */
  cancel(operation: Operation): void;
  /** Re-admits an operation that parked in its effect, or restarts a timer: its window, in ms, and its age are new. */
  reissue(operation: Operation, earliest: number, latest: number): void;
  /** Re-admits a parked operation for its delivery. */
  unpark(operation: Operation): void;
  /** kill -9: nothing of this process ever runs again; what it did to the world stays. */
  kill(process: SimProcess): void;
  /** Whether nothing is pending that keeps the process alive, `except` aside, and whether its actors have finished then. */
  restOf(process: SimProcess, except: Operation | null): Rest;
  /**
   * A rejection or exception that no code handled: attributed to the step in progress, and to `actor`, or else to the one
   * whose code it is as far as the asynchronous context knows.
   */
  escaped(error: unknown, actor?: Actor): void;
  /** The harness could not do what the code under test asked for: no verdict may rest on this execution. */
  refuse(error: RacelineError): void;
  line(kind: 'log' | 'note' | 'fault', text: string): void;
}

/**
 * A pending operation: something asynchronous that code under test began and that the scheduler owns. Read-only for
 * strategies, which see these at a decision.
 * Its stable label is `actor#n kind resource`, where n counts the actor's own operations.
 *
 * One is made for every second step. Its fields are declared, and set in the constructor: to define them, as fields with a value
 * are, took Node 20 a tenth of all that an execution of session-lock costs.
 */
export abstract class Operation {
  /** Changes only when a recycled operation begins anew. */
  declare actor: Actor;
  /** What it does: `open`, `http`, `timer`, `gate`. */
  declare readonly kind: Kind;
  /** What it does that to: `file:/state/models.json`. */
  declare resource: Resource;
  /** Counts the operations of this actor, from 1. */
  declare n: number;
  /** Order of issue in the execution, from 1. Renewed when a timer is refreshed. */
  declare sequence: number;
  /** 0: its next step is an effect; 1: the delivery. */
  declare phase: 0 | 1;
  /** Window of the next step on the virtual clock, in ms since the start of the execution. */
  declare earliest: number;
  /** FOREVER (2^31 - 1) if the window has no end. */
  declare latest: number;
  /** Effects made so far: an operation may act on the world in several steps (a write goes out in two halves). */
  declare effects: number;
  /** @internal */
  declare lane: Lane | null;
  /** Whether the actor's process would stay alive for this alone; an `unref`ed timer does not. */
  declare holdsProcess: boolean;
  /** @internal Whether `isBlocked` must be asked before each step. */
  declare mayBlock: boolean;
  /** @internal Whether the scheduler counts it among those whose window, lane, reference or `isBlocked` it must look at. */
  declare isConstrained: boolean;
  /** @internal The step that made its next step possible: that which issued it, or its own last; 0 for the setup. */
  declare issuedAt: number;
  /** @internal Whether the window of its next step opened later than it was issued: taking the step may move the clock. */
  declare opensLater: boolean;
  /** @internal Of its next step, where the strategy gives operations priorities; negative: not drawn yet. */
  declare priority: number;
  /** @internal Set in detail mode only. */
  declare source: string | undefined;

  /** @internal */
  constructor(actor: Actor, kind: Kind, resource: Resource, phase: Phase, earliest: number, latest: number) {
    this.actor = actor;
    this.kind = kind;
    this.resource = resource;
    this.phase = phase;
    this.earliest = wholeMs(earliest);
    this.latest = wholeMs(latest);
    this.n = ++actor.operations;
    this.sequence = actor.execution.nextSequence();
    this.effects = 0;
    this.lane = null;
    this.holdsProcess = true;
    this.mayBlock = false;
    this.isConstrained = false;
    this.issuedAt = 0;
    this.opensLater = false;
    this.priority = -1;
    this.source = undefined;
  }

  /**
   * @internal Acts on the world. `again`: another effect step follows; `deliver`: the effects are complete and the delivery may
   * follow within the window that `deliveryWindow` gives; `park`: the operation waits until `Execution.unpark`, perhaps
   * for ever (a hung upstream).
   */
  effect(): 'again' | 'deliver' | 'park' {
    return 'deliver';
  }

  /** @internal How long after the last effect the delivery may come, in ms. */
  deliveryWindow(): readonly [earliestMs: number, latestMs: number] {
    return NO_WAIT;
  }

  /** @internal Whether its effect runs code of the scenario: an upstream's. */
  get runsScenarioCode(): boolean {
    return false;
  }

  /** @internal Whether it comes once nothing else of its process is left to run. */
  get comesLast(): boolean {
    return false;
  }

  /** @internal Whether it comes once nothing of any process is left to run, which is why it was issued. */
  get comesAtRest(): boolean {
    return false;
  }

  /** @internal Whether its effects are on the disk. */
  get isOfDisk(): boolean {
    return false;
  }

  /** @internal Whether it cannot run now, a lock being held. Asked only if `mayBlock`; may depend on what `logAccesses` says alone. */
  isBlocked(): boolean {
    return false;
  }

  /** @internal Lets the code that awaits the operation continue. Runs inside the step; must not throw into the harness. */
  abstract deliver(): void;

  /** @internal What the step just made was, for timelines: `EEXIST`, `200, 12 bytes`. Called in detail mode only. */
  describe(_phase: Phase): string {
    return '';
  }

  /** @internal An integer that tells outcomes apart (0: fine), mixed into the trace hash. */
  outcome(): number {
    return 0;
  }

  /** @internal The step is closed and, once delivered, nobody refers to the operation: a frequent kind may use it again. */
  recycle(): void {}

  /** @internal For the two below alone: a frequent kind may answer these itself. */
  protected footprint(): Footprint {
    return { reads: [], writes: [this.resource.name] };
  }

  /** @internal Whether its next step writes anything beside the memory of its process. */
  get isWrite(): boolean {
    return this.footprint().writes.length > 0;
  }

  /** @internal Logs what its next step touches beside the memory of its process. Asked before the step. */
  logAccesses(log: AccessLog): void {
    const { reads, writes } = this.footprint();
    for (const name of reads) log.reads(hashString(name));
    for (const name of writes) log.writes(hashString(name));
  }
}

const NO_WAIT: readonly [number, number] = [0, FOREVER];

/** `run#3 open file:/sessions/s1.jsonl.lock`. */
export function operationLabel(operation: Operation): string {
  return `${operation.actor.name}#${operation.n} ${operation.kind.name} ${operation.resource.name}`;
}

/** The label of the operation's next step: the operation's, and which of its steps it is. */
export function stepLabel(operation: Operation): string {
  if (operation.phase === DELIVERY) return `${operationLabel(operation)} (delivery)`;
  return operation.effects === 0
    ? `${operationLabel(operation)} (effect)`
    : `${operationLabel(operation)} (effect ${operation.effects + 1})`;
}
