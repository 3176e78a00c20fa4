import type { Execution } from '../../engine/execution.ts';
import type { SimProcess } from '../../engine/process.ts';

/** One connection of a process, which may wait for its upstream. */
export class Connection {
  private readonly execution: Execution;
  private readonly process: SimProcess;
  /** Invariant: counted by the execution and the process exactly while true. */
  private isWaiting = false;

  constructor(execution: Execution, process: SimProcess) {
    this.execution = execution;
    this.process = process;
  }

  setWaiting(isWaiting: boolean): void {
    if (isWaiting === this.isWaiting) return;
    this.isWaiting = isWaiting;
    if (isWaiting) connectionWaits(this.execution, this.process);
    else connectionGoesOn(this.execution, this.process);
  }
}

/** The process stays alive, though nothing of it is pending. */
function connectionWaits(execution: Execution, process: SimProcess): void {
  if (!process.alive) return;
  process.connections++;
  execution.connections++;
}

function connectionGoesOn(execution: Execution, process: SimProcess): void {
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
