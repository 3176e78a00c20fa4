import { waitAtGate } from './gate.ts';
import type { Actor, Scheduler } from './operation.ts';
import type { SimProcess } from './process.ts';
import { type Resource, resourceNamed } from './resource.ts';
import { hashString } from './trace-hash.ts';
import type { Turn, TurnMember } from './turn.ts';

/** What has become of an actor. `step`: the number of the step in which its body threw. */
export type ActorState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown; readonly step: number }
  | { readonly kind: 'killed' };

/** The resource of gates that name none. */
const GATE: Resource = resourceNamed('gate');
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

/** An actor with its body, and what became of it. */
export class RunningActor implements Actor, TurnMember {
  readonly name: string;
  readonly hash: number;
  readonly index: number;
  readonly process: SimProcess;
  readonly execution: Scheduler;
  /** Operations issued so far. */
  operations = 0;
  /** Those pending, as far as a StepLog counts them. */
  inFlight = 0;
  connections = 0;
  state: ActorState = WAITING;
  /** Whom it begins with; null: a turn of its own. */
  turn: Turn<RunningActor> | null = null;
  /** As declared. */
  readonly atMs: number | undefined;
  readonly latestMs: number | undefined;
  readonly isDaemon: boolean;
  readonly mayThrow: boolean;
  readonly body: (actor: Actor) => unknown;

  constructor(
    execution: Scheduler,
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
    this.atMs = options.atMs;
    this.latestMs = options.latestMs;
    this.isDaemon = options.isDaemon ?? false;
    this.mayThrow = options.mayThrow ?? false;
  }

  gate(resource: string | Resource = GATE, access: 'reads' | 'writes' = 'writes'): Promise<void> {
    const named = typeof resource === 'string' ? resourceNamed(resource) : resource;
    return waitAtGate(this, named, access === 'reads');
  }

  get isFinished(): boolean {
    const kind = this.state.kind;
    return kind !== 'waiting' && kind !== 'running';
  }

  begin(): void {
    this.state = RUNNING;
    try {
      const result = this.body(this);
      if (!mayBeThenable(result)) this.end(returned(result));
      else {
        // As `await` does: whatever has a `then` is asked for it once, and what it resolves with may be thenable again.
        Promise.resolve(result).then(
          (value) => this.end(returned(value)),
          (error) => this.fail(error),
        );
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.end({ kind: 'threw', error, step: this.execution.steps });
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

/** Nothing else can have a `then`; asking for it is for the promise machinery. */
function mayBeThenable(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
