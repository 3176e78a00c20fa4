import type { Execution } from './execution.ts';
import type { Operation } from './operation.ts';

/** What watches an execution step by step in detail mode (replays, reports): see explore/recorder.ts. */
export interface StepObserver {
  /** Before a step acts: labels are still those of the step to be made. */
  stepChosen(execution: Execution, operation: Operation, insteadOf: Operation): void;
  /** After the step and its microtasks. */
  stepDone(execution: Execution, operation: Operation): void;
  operationIssued(operation: Operation): void;
  line(execution: Execution, kind: 'log' | 'note' | 'fault', text: string): void;
}
