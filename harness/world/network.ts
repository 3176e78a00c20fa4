import type { SimProcess } from '../actor.ts';
import type { Execution } from '../scheduler/execution.ts';

export class Network {
  readonly execution: Execution;
  constructor(execution: Execution) {
    this.execution = execution;
  }
  processKilled(_process: SimProcess): void {}
}
