import type { Execution } from '../../engine/execution.ts';
import type { SimProcess } from '../../engine/process.ts';

/** A connection of this process waits for its upstream: the process stays alive, though nothing of it is pending. */
export function connectionWaits(execution: Execution, process: SimProcess): void {
  if (!process.alive) return;
  process.connections++;
  execution.connections++;
}

export function connectionGoesOn(execution: Execution, process: SimProcess): void {
  if (!process.alive) return;
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
