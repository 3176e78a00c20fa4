import type { Execution } from '../../../engine/execution.ts';
import type { SimProcess } from '../../../engine/process.ts';

/** A listening or reading socket, which keeps its process alive while nothing of it is pending. It is no fault, so it excuses nobody. */
export class OpenHandle {
  private readonly execution: Execution;
  private readonly process: SimProcess;
  private isActive = false;
  private isRef = true;
  /** Invariant: counted by the execution and the process exactly while true. */
  private isCounted = false;

  constructor(execution: Execution, process: SimProcess) {
    this.execution = execution;
    this.process = process;
  }

  get hasRef(): boolean {
    return this.isRef;
  }

  /** Whether it listens or reads: a socket that is paused keeps no process alive. */
  setActive(isActive: boolean): void {
    this.isActive = isActive;
    this.count();
  }

  setRef(isRef: boolean): void {
    this.isRef = isRef;
    this.count();
  }

  private count(): void {
    const counts = this.isActive && this.isRef;
    if (counts === this.isCounted || !this.process.alive) return;
    this.isCounted = counts;
    this.process.handles += counts ? 1 : -1;
    this.execution.handles += counts ? 1 : -1;
  }
}

/** A dead process has no sockets. */
export function handlesClosed(execution: Execution, process: SimProcess): void {
  execution.handles -= process.handles;
  process.handles = 0;
}
