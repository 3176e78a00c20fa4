import type { ExecutionRun } from '../run/execution-run.ts';

/**
 * Executions one after the other: `begin`, drive what it returns to its end, `end`, and again until null. What is to be
 * done beside (repeating each, repeating the first) is a decorator of the same two methods.
 */
export interface Executions {
  /** The next execution; null when there are no more. Called inside a slice: its setup sees the fake clock. */
  begin(): ExecutionRun | null;
  /**
   * The execution is over. `difference`: in what it went another way when it was repeated. Returns whether it says anything
   * of any property.
   */
  end(run: ExecutionRun, difference: string | null): boolean;
  /** Whether the execution that was begun next belongs to the one before: a slice must not end between them. */
  readonly isMidway: boolean;
}
