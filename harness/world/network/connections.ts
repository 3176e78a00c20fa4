import type { Execution } from '../../engine/execution.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';

/** One connection of an actor, which may wait for its upstream. */
export class Connection {
  private readonly execution: Execution;
  private readonly actor: Actor;
  /** Invariant: counted by the execution, the actor and its process exactly while true. */
  private isWaiting = false;

  constructor(execution: Execution, actor: Actor) {
    this.execution = execution;
    this.actor = actor;
  }

  setWaiting(isWaiting: boolean): void {
    if (isWaiting === this.isWaiting) return;
    this.isWaiting = isWaiting;
    if (isWaiting) connectionWaits(this.execution, this.actor);
    else connectionGoesOn(this.execution, this.actor);
  }
}

/** The process stays alive, though nothing of it is pending. */
function connectionWaits(execution: Execution, actor: Actor): void {
  const { process } = actor;
  if (!process.alive) return;
  actor.connections++;
  process.connections++;
  execution.connections++;
}

function connectionGoesOn(execution: Execution, actor: Actor): void {
  const { process } = actor;
  if (!process.alive) return;
  actor.connections--;
  process.connections--;
  execution.connections--;
}

/**
 * Its connections are gone. The scheduler has withdrawn the operations of a dead process, so no answer is delivered;
 * an upstream that a request had reached has seen it and goes on with it.
 */
export function connectionsClosed(execution: Execution, process: SimProcess): void {
  execution.connections -= process.connections;
  process.connections = 0;
}
