import type { Actor, Operation, Scheduler } from './operation.ts';

/** What watches an execution step by step in detail mode (replays, reports): see run/recorder.ts. */
export interface StepObserver {
  /** Before a step acts: labels are still those of the step to be made. */
  stepChosen(execution: Scheduler, operation: Operation, insteadOf: Operation): void;
  /** After the step and its microtasks. */
  stepDone(execution: Scheduler, operation: Operation): void;
  operationIssued(operation: Operation): void;
  /** What an actor waits for, or did last; empty if it did nothing yet. */
  lastOf?(actor: Actor): string;
  line(execution: Scheduler, kind: 'log' | 'note' | 'fault', text: string): void;
}
