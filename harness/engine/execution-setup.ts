import type { Limits } from './limits.ts';
import type { LoadModule } from './load-module.ts';
import type { ProcessWatch } from './process-watch.ts';
import type { Enter } from './start.ts';
import type { StepLog } from './step-log.ts';
import type { StepObserver } from './step-observer.ts';
import type { Strategy } from './strategy.ts';

/** Who decides in an execution, and whom it tells. */
export interface ExecutionSetup {
  readonly strategy: Strategy;
  readonly limits: Limits;
  readonly choices: Int32Array;
  readonly enter: Enter;
  /** Called when the clock moves; the fake clock that code under test reads follows it. */
  readonly onTime: ((now: number) => void) | null;
  readonly observer: StepObserver | null;
  readonly log?: StepLog | null;
  readonly watch?: ProcessWatch | null;
  /** Gives simulated processes copies of modules. */
  readonly load?: LoadModule | null;
}
