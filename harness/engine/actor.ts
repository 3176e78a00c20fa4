import type { Execution } from './execution.ts';
import {
  DELIVERY,
  FOREVER,
  type Footprint,
  kindNamed,
  Lane,
  Operation,
  type Resource,
  resourceNamed,
} from './operation.ts';
import { hashString } from './trace-hash.ts';

/** A simulated operating-system process: the unit that is killed, and within which timers keep their order. */
export class SimProcess {
  readonly name: string;
  readonly pid: number;
  readonly index: number;
  alive = true;
  /** Its share of `execution.connections`. */
  connections = 0;
  private timerLane: Lane | undefined = undefined;
  private immediateLane: Lane | undefined = undefined;
  /** Runs an upstream's code, which no tracking sees. */
  isUpstream = false;
  private memory: number | undefined = undefined;

  constructor(name: string, pid: number, index: number) {
    this.name = name;
    this.pid = pid;
    this.index = index;
  }

  // Made when first asked for: many processes have neither.
  get timers(): Lane {
    this.timerLane ??= new Lane(2 * this.index);
    return this.timerLane;
  }

  get immediates(): Lane {
    this.immediateLane ??= new Lane(2 * this.index + 1);
    return this.immediateLane;
  }

  /** Key of its memory in an access log, made when first asked for: most executions log nothing. */
  get memoryKey(): number {
    this.memory ??= hashString(`memory:${this.name}`);
    return this.memory;
  }
}

export type ActorState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown; readonly step: number }
  | { readonly kind: 'killed' };

const WAITING: ActorState = { kind: 'waiting' };
const RUNNING: ActorState = { kind: 'running' };
const KILLED: ActorState = { kind: 'killed' };
/** Most bodies return nothing. */
const RETURNED: ActorState = { kind: 'returned', value: undefined };

/** When an actor begins, and what its end means. */
export interface ActorOptions {
  /** Virtual time before which it does not begin, in ms (default: 0). */
  readonly atMs?: number;
  /** Virtual time by which it has begun, in ms (default: any time). */
  readonly latestMs?: number;
  /**
   * It begins as it is declared: its code up to its first operation runs at once and takes no step. For programs whose
   * actors touch nothing that others see before their first operation, this is a choice less for each of them.
   */
  readonly atOnce?: boolean;
  /** A body that throws breaks `no-actor-threw`, for what it left undone would go unnoticed; this scenario judges it itself. */
  readonly mayThrow?: boolean;
  /** A daemon serves others (an upstream's handler), is begun by them, and is not missed when it never ends. */
  readonly isDaemon?: boolean;
}

/** A thread of asynchronous activity that the scenario starts: a request, a reload, a probe. */
export class Actor {
  readonly name: string;
  readonly hash: number;
  readonly index: number;
  readonly process: SimProcess;
  readonly execution: Execution;
  /** Operations issued so far. */
  operations = 0;
  /** Those pending, as far as a StepLog counts them. */
  inFlight = 0;
  state: ActorState = WAITING;
  readonly isDaemon: boolean;
  readonly mayThrow: boolean;
  readonly body: (actor: Actor) => unknown;

  constructor(
    execution: Execution,
    name: string,
    process: SimProcess,
    index: number,
    body: (actor: Actor) => unknown,
    options: ActorOptions,
  ) {
    this.execution = execution;
    this.name = name;
    this.hash = hashString(name);
    this.process = process;
    this.index = index;
    this.body = body;
    this.isDaemon = options.isDaemon ?? false;
    this.mayThrow = options.mayThrow ?? false;
  }

  /**
   * An explicit choice point: the actor continues when the scheduler chooses it. What it does until its next choice point
   * writes `resource`, as far as partial-order reduction is told, or only reads it.
   */
  gate(resource: string | Resource = GATE, access: 'reads' | 'writes' = 'writes'): Promise<void> {
    return this.execution.gate(
      this,
      typeof resource === 'string' ? resourceNamed(resource) : resource,
      access === 'reads',
    );
  }

  get isFinished(): boolean {
    const kind = this.state.kind;
    return kind !== 'waiting' && kind !== 'running';
  }

  begin(): void {
    this.state = RUNNING;
    let result: unknown;
    try {
      result = this.body(this);
    } catch (error) {
      this.end({ kind: 'threw', error, step: this.execution.steps });
      return;
    }
    if (isThenable(result)) {
      result.then(
        (value) => this.end(returned(value)),
        (error) => this.end({ kind: 'threw', error, step: this.execution.steps }),
      );
    } else {
      this.end(returned(result));
    }
  }

  /** A killed actor stays killed, whatever becomes of code that was on its way: an actor can end its own process. */
  private end(state: ActorState): void {
    if (this.state.kind === 'running') this.state = state;
  }

  kill(): void {
    if (!this.isFinished) this.state = KILLED;
  }
}

function returned(value: unknown): ActorState {
  return value === undefined ? RETURNED : { kind: 'returned', value };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

const GATE: Resource = resourceNamed('gate');
const START: Resource = resourceNamed('actor');
const START_KIND = kindNamed('start');
const NOTHING: Footprint = { reads: [], writes: [] };

/** The first operation of every actor: when it begins is itself a choice. */
export class Start extends Operation {
  constructor(actor: Actor, earliestMs: number, latestMs: number = FOREVER) {
    // Declared late, at a restart, it begins at once rather than never.
    super(actor, START_KIND, START, DELIVERY, earliestMs, Math.max(earliestMs, latestMs));
  }

  override deliver(): void {
    const actor = this.actor;
    if (actor.state.kind === 'waiting') actor.execution.begin(actor);
  }

  override footprint(): Footprint {
    return NOTHING;
  }
}
