import type { ErrorCode } from '../../engine/errors.ts';
import type { ExplorationReport } from '../../explore/explore.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Circumstances } from '../../explore/judge-findings.ts';
import type { Findings } from '../../explore/merge.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import type { NearFinding, NearInput } from '../../explore/search-near.ts';
import type { ReplayInput, ReplayOutcome } from '../../run/replay.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** What an exploration is of. */
export interface Target {
  readonly implementation: string;
  readonly options: PortableOptions;
}

/** What the supervisor asks of a worker. Code under test runs in workers only: a worker can be ended from outside. */
export type Request =
  | { readonly kind: 'describe' }
  /** The number of jobs that these options make of the scenario. */
  | { readonly kind: 'count-jobs'; readonly options: PortableOptions }
  /** Several jobs at a time, in this order: a job may take less time than a message. */
  | { readonly kind: 'jobs'; readonly target: Target; readonly indices: readonly number[] }
  | {
      readonly kind: 'report';
      readonly target: Target;
      readonly findings: Findings;
      readonly context: Circumstances;
      /** Executions that minimising one counterexample may spend; the engine's default unless given. */
      readonly attemptsMax?: number;
    }
  | { readonly kind: 'replay'; readonly input: Omit<ReplayInput, 'limits'> & Partial<Pick<ReplayInput, 'limits'>> }
  /** Executions near a schedule. */
  | { readonly kind: 'near'; readonly input: NearInput }
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

/** What came of a request for jobs. */
export interface JobsReply {
  /** In the order of the request; all of them, unless somebody asked to stop. */
  readonly finished: readonly JobFindings[];
  /** The job that was cut short by that. Good for telling what is known, never for going on from it. */
  readonly cut: JobFindings | null;
}

/** What each kind of request is answered with. */
export interface Replies {
  readonly describe: ScenarioDescription;
  readonly 'count-jobs': number;
  readonly jobs: JobsReply;
  readonly report: ExplorationReport;
  readonly replay: ReplayOutcome;
  readonly near: NearFinding;
  readonly prefix: readonly string[];
  readonly 'default-order': ReplayOutcome;
  readonly labels: readonly Int32Array[];
}

export type Response = {
  /** The thread is damaged beyond repair: what else it would do, nobody could rely on. */
  readonly isSpent: boolean;
} & (
  | { readonly kind: 'done'; readonly value: unknown }
  /** Nothing was done: the scenario is to be in this time zone, which a thread has from its beginning or never. */
  | { readonly kind: 'time-zone'; readonly timeZone: string }
  /** Nothing was done: a thread is to understand TypeScript before it loads the module, for Node remembers what it could not load. */
  | { readonly kind: 'typescript' }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode | null;
      /** It is none that the user could mend. */
      readonly isInternal: boolean;
      readonly message: string;
      readonly stack: string;
    }
);

/** What a thread of the pool is given. */
export interface Task {
  /** Name or path of the scenario. */
  readonly scenario: string;
  readonly request: Request;
  readonly disk: Scenario['disk'];
  readonly understandsTypeScript: boolean;
  /** See `marks.ts`. */
  readonly shared: SharedArrayBuffer;
}
