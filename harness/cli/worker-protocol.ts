import type { ErrorCode } from '../errors.ts';
import type { CostDescription } from '../explore/cost-meter.ts';
import type { ExplorationReport } from '../explore/explore.ts';
import type { Findings, Interruption } from '../explore/merge.ts';
import type { ExploreOptions } from '../explore/plan.ts';
import type { ReplayInput, ReplayOutcome } from '../explore/replay.ts';
import type { JobFindings } from '../explore/run-job.ts';
import type { Limits } from '../scheduler/limits.ts';

/** What an exploration is of. */
export interface Target {
  readonly implementation: string;
  readonly options: ExploreOptions;
}

/** What the supervisor asks of a worker. Code under test runs in workers only: a worker can be ended from outside. */
export type Request =
  | { readonly kind: 'describe' }
  | { readonly kind: 'job'; readonly target: Target; readonly index: number }
  | {
      readonly kind: 'conclude';
      readonly target: Target;
      readonly findings: Findings;
      readonly context: { jobsPlanned: number; interruption: Interruption | null; timeIsTheGoal: boolean };
      /** Executions that minimising one counterexample may spend. */
      readonly attemptsMax: number;
    }
  | { readonly kind: 'replay'; readonly input: Omit<ReplayInput, 'limits'> & Partial<Pick<ReplayInput, 'limits'>> }
  /** The first example, in the default order. */
  | { readonly kind: 'default-order'; readonly implementation: string }
  | { readonly kind: 'labels'; readonly target: Target; readonly executions: number }
  | {
      readonly kind: 'prefix';
      readonly target: Target;
      readonly index: number;
      readonly ordinal: number;
      readonly choices: readonly number[];
    };

/** A scenario as `list` prints it. */
export interface ScenarioDescription {
  readonly name: string;
  readonly title: string;
  readonly issue: string;
  readonly implementations: readonly {
    readonly name: string;
    readonly says: string;
    readonly ablates: string | null;
  }[];
  readonly properties: readonly { name: string; kind: string; level: string; says: string }[];
  readonly examples: readonly string[];
  readonly costs: readonly CostDescription[];
  readonly limits: Limits;
}

/** A report with the replays of its counterexamples, by property. */
export interface Conclusion {
  readonly report: ExplorationReport;
  readonly replays: ReadonlyMap<string, ReplayOutcome>;
}

/** What each kind of request is answered with. */
export interface Replies {
  readonly describe: ScenarioDescription;
  readonly job: JobFindings;
  readonly conclude: Conclusion;
  readonly replay: ReplayOutcome;
  readonly prefix: readonly string[];
  readonly 'default-order': ReplayOutcome;
  readonly labels: readonly Int32Array[];
}

export type Response =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly code: ErrorCode | null; readonly message: string; readonly stack: string };

/** Layout of the memory that a worker shares with its supervisor: four cells, then the choices of `Beat`. */
export const CELL_STOP = 0;
export const CELL_BEATS = 1;
export const CELL_ORDINAL = 2;
/** 1 once the scenario is loaded: until then slow loading is no sign of a step that never returns. */
export const CELL_LOADED = 3;
export const CELLS = 4;

export interface WorkerData {
  /** Name or path of the scenario. */
  readonly scenario: string;
  readonly shared: SharedArrayBuffer;
}
