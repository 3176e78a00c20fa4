import type { Actor } from './operation.ts';
import type { SimProcess } from './process.ts';

/** What the runtime does for a process beside running its code. The seams are this; in gates mode there is none. */
export interface ProcessWatch {
  /** Before a step of this process acts. */
  stepBegins(process: SimProcess): void;
  /** After its microtasks. */
  stepEnds(process: SimProcess): void;
  /** Nothing is enabled. True: something has been issued all the same, for processes that do something before they end. */
  nothingRuns(): boolean;
  /** Whether code of the actor's process is there for what escaped, and has been told. */
  handles(error: unknown, actor: Actor): boolean;
}
