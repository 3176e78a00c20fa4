import type { Scheduler } from './operation.ts';
import type { SimProcess } from './process.ts';

/**
 * What keeps its process alive while nothing of it is pending: a socket that listens or reads, a port with a listener, a watch of a file. It
 * is no fault, so it excuses nobody.
 */
export class OpenHandle {
  private readonly execution: Scheduler;
  private readonly process: SimProcess;
  isActive = false;
  private isRef = true;
  /** Invariant: counted by the execution and the process exactly while true. */
  private isCounted = false;

  constructor(execution: Scheduler, process: SimProcess) {
    this.execution = execution;
    this.process = process;
  }

  get hasRef(): boolean {
    return this.isRef;
  }

  /** Whether something may come of it: a socket that is paused keeps no process alive. */
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

/** A dead process has none. */
export function handlesClosed(execution: Scheduler, process: SimProcess): void {
  execution.handles -= process.handles;
  process.handles = 0;
}
