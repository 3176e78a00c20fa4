import type { Actor } from '../actor.ts';
import { DELIVERY, FOREVER, type Kind, kindNamed, Operation, type Resource } from '../operation.ts';

const GATE_KIND: Kind = kindNamed('gate');

/** A gate has no effect on the world, only a delivery, so it is one step. */
class Gate extends Operation {
  private readonly resolve: () => void;

  constructor(actor: Actor, resource: Resource, now: number, resolve: () => void) {
    super(actor, GATE_KIND, resource, DELIVERY, now, FOREVER);
    this.resolve = resolve;
  }

  override deliver(): void {
    this.resolve();
  }
}

// One promise executor for all gates: a closure per gate would cost more than the gate itself.
let capturedResolve: () => void = () => {};
const capture = (resolve: () => void): void => {
  capturedResolve = resolve;
};

/** Issues a gate: the promise resolves when the scheduler chooses it. */
export function waitAtGate(actor: Actor, resource: Resource): Promise<void> {
  const promise = new Promise<void>(capture);
  actor.execution.issue(new Gate(actor, resource, actor.execution.now, capturedResolve));
  return promise;
}
