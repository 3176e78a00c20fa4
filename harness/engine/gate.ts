import type { AccessLog } from './access-log.ts';
import { type Actor, DELIVERY, FOREVER, Operation } from './operation.ts';
import { type Kind, kindNamed, type Resource } from './resource.ts';

const GATE_KIND: Kind = kindNamed('gate');

/** Gates that may be used again. Making one costs more than all that the scheduler does with it. */
const free: Gate[] = [];
/** Each keeps its last execution alive, so few are kept: as many as small scenarios have pending. */
const FREE_MAX = 64;

/** A gate has no effect on the world, only a delivery, so it is one step. */
class Gate extends Operation {
  private resolve: () => void;
  private isRead: boolean;

  constructor(actor: Actor, resource: Resource, isRead: boolean, now: number, resolve: () => void) {
    super(actor, GATE_KIND, resource, DELIVERY, now, FOREVER);
    this.isRead = isRead;
    this.resolve = resolve;
  }

  override deliver(): void {
    this.resolve();
  }

  override recycle(): void {
    if (free.length < FREE_MAX) free.push(this);
  }

  override get isWrite(): boolean {
    return !this.isRead;
  }

  override logAccesses(log: AccessLog): void {
    if (this.isRead) log.reads(this.resource.hash);
    else log.writes(this.resource.hash);
  }

  /** What the constructor does, for a gate that was recycled: its other fields are those of any gate. */
  renew(actor: Actor, resource: Resource, isRead: boolean, now: number, resolve: () => void): void {
    this.actor = actor;
    this.resource = resource;
    this.isRead = isRead;
    this.n = ++actor.operations;
    this.sequence = actor.execution.nextSequence();
    this.earliest = now;
    this.priority = -1;
    this.resolve = resolve;
  }
}

// One promise executor for all gates: a closure per gate would cost more than the gate itself.
let capturedResolve: () => void = () => {};
const capture = (resolve: () => void): void => {
  capturedResolve = resolve;
};

/** Issues a gate: the promise resolves when the scheduler chooses it. */
export function waitAtGate(actor: Actor, resource: Resource, isRead: boolean): Promise<void> {
  const promise = new Promise<void>(capture);
  const { execution } = actor;
  const recycled = free.pop();
  if (recycled === undefined) {
    execution.issueGate(new Gate(actor, resource, isRead, execution.now, capturedResolve));
  } else {
    recycled.renew(actor, resource, isRead, execution.now, capturedResolve);
    execution.issueGate(recycled);
  }
  return promise;
}
