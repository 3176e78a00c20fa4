import type { RacelineError } from '../../engine/errors.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import type { ExploringArguments } from '../options/exploring-options.ts';
import type { Interruptible } from '../terminal/interruption.ts';

/** What `compare` is given. */
export interface CompareArguments extends ExploringArguments {
  /** Executions of each implementation. */
  readonly schedules: number;
  readonly scenario?: string | undefined;
  readonly all: boolean;
  /** Two, as in `a,b`. */
  readonly implementations?: string | undefined;
  readonly ablation: boolean;
  /** Name of a range of the scenario. */
  readonly sweep?: string | undefined;
  readonly timelines: boolean;
  /** Steps that exploring one example exhaustively may take; 0: none is. */
  readonly prove: number;
}

/** How the implementations are explored, each in the same way. */
export interface CompareOptions {
  readonly options: PortableOptions;
  /** Ends the comparison with what is known. */
  readonly interrupt: Interruptible;
  /** Told of a replay file that cannot be written. */
  readonly onFailure: (error: RacelineError) => void;
}
