import type { ExplorationReport } from '../harness/explore/explore.ts';
import type { PortableOptions } from '../harness/explore/explore-options.ts';
import type { Parting } from '../harness/explore/parting.ts';
import type { RangeDescription, ScenarioDescription } from '../harness/explore/scenario-description.ts';
import type { MeasuredCost } from '../harness/run/cost-meter.ts';
import type { ReplayOutcome } from '../harness/run/replay.ts';
import type { IssueTimeline } from '../harness/scenario/issue-timeline.ts';
import type { VerdictKind } from '../harness/scenario/verdict.ts';
import type { Divergence } from '../harness/strategies/replay.ts';

// What each command has to tell, as data. Reporters make text of it.

/** The report of each command that has one. */
export interface Reports {
  readonly list: ListReport;
  readonly explore: ExploreReport;
  readonly compare: CompareReport;
  /** Of `compare --sweep`. */
  readonly sweep: SweepReport;
  readonly reproduce: ReproduceReport;
  readonly replay: ReplayReport;
}

/** Of each property, by its name. */
export type ByProperty<T> = ReadonlyMap<string, T>;

/** One implementation's exploration. */
export interface Exploration {
  /** Verdicts in the order in which the scenario declares its properties, and the figures of the run. */
  readonly report: ExplorationReport;
  /** Of each violated property the lines of its counterexample, made safe to print. */
  readonly timelines: ByProperty<readonly string[]>;
  /** Of each violated property the path of its replay file. */
  readonly replayFiles: ByProperty<string>;
}

/** Of `explore` and `merge`. Grows by explorations. */
export interface ExploreReport {
  readonly seed: number;
  /** In the order of the scenario's implementations. */
  readonly explorations: readonly Exploration[];
}

/** One implementation's row. */
export interface ComparedImplementation extends Exploration {
  readonly name: string;
  readonly costs: readonly MeasuredCost[];
  /** The share of its steps whose label also occurred in the same executions of the baseline, 0 to 1; null if unknown. */
  readonly shared: number | null;
}

/** One of the two implementations that part. */
export interface PartingSide {
  readonly name: string;
  readonly lines: readonly string[];
  readonly outcome: Pick<ReplayOutcome, 'violations' | 'missed'>;
}

/** Where two implementations part on one schedule. */
export interface PartedImplementations {
  readonly left: PartingSide;
  readonly right: PartingSide;
  /** Null when both do the same. */
  readonly parting: Parting | null;
  /** The property that the schedule breaks in one of them; null in the default order of the first workload. */
  readonly property: string | null;
}

export interface ComparedScenario {
  readonly description: ScenarioDescription;
  readonly options: PortableOptions;
  /** The implementation that `shared` refers to: the reference where there is one, else the first. */
  readonly baseline: string;
  /** How many workloads, with their fault plans, were generated, beside the examples. */
  readonly generated: number;
  readonly rows: readonly ComparedImplementation[];
  /** With `--implementations A,B` alone. */
  readonly parted: PartedImplementations | null;
  readonly wasInterrupted: boolean;
}

/** Of `compare`. Grows by scenarios. */
export interface CompareReport {
  readonly seed: number;
  /** Folder of the replay files. */
  readonly directory: string;
  /** Whether `--all` was asked for. */
  readonly isOfAll: boolean;
  readonly scenarios: readonly ComparedScenario[];
}

/** What was found at one value of a range. */
export interface Swept {
  readonly value: number;
  readonly rows: readonly {
    readonly implementation: string;
    readonly verdicts: readonly {
      readonly property: string;
      readonly verdict: VerdictKind;
      /** Whether no execution put it to the test: at some values there is nothing to test. */
      readonly isIdle: boolean;
    }[];
  }[];
}

/** Of `compare --sweep`. */
export interface SweepReport {
  readonly description: ScenarioDescription;
  readonly options: PortableOptions;
  readonly range: RangeDescription;
  readonly implementations: readonly string[];
  /** Fewer than the range has if it was interrupted. */
  readonly values: readonly Swept[];
  readonly wasInterrupted: boolean;
}

/** What became of one line of a report in a run; `event` is the place of what played it. */
export type ToldLine =
  | { readonly kind: 'played' | 'out-of-order' | 'at-another-time'; readonly event: number }
  | { readonly kind: 'missing' }
  /** The timeline names nothing that plays it: `why`, or empty. */
  | { readonly kind: 'left-out'; readonly why: string };

/** One timeline of an issue, run. */
export interface Reproduction {
  readonly name: string;
  readonly timeline: IssueTimeline;
  readonly implementation: string;
  readonly outcome: ReplayOutcome;
  /** Properties that were expected to break and did not, or the other way round. */
  readonly unexpected: readonly string[];
  /** Log lines of the report that the simulated run did not print. */
  readonly missingLogs: readonly string[];
  /** Of each of the timeline's reported lines. */
  readonly told: readonly ToldLine[];
  /** Reported lines that were not played as reported, in words. */
  readonly complaints: readonly string[];
  readonly comparison: { readonly implementation: string; readonly outcome: ReplayOutcome } | null;
}

/** Of `reproduce`. Grows by reproductions. */
export interface ReproduceReport {
  readonly reproductions: readonly Reproduction[];
}

/** Of `replay`. Grows by files. */
export interface ReplayReport {
  readonly files: readonly Replayed[];
}

/** One recording. */
export interface Replayed {
  /** Path, as the user gave it. */
  readonly file: string;
  readonly scenario: string;
  readonly implementation: string;
  readonly property: string;
  readonly verdict: VerdictKind;
  readonly message: string | null;
  readonly traceHash: string;
  /** The implementation that was recorded. */
  readonly recorded: string;
  /** To the recorded execution: the trace and every line of the timeline are the same. */
  readonly isIdentical: boolean;
  readonly replays: number;
  readonly identicalReplays: number;
  readonly followed: number;
  readonly departures: number;
  /** Executions near the recorded schedule, which breaks nothing any more; 0: none. */
  readonly searched: number;
  /** Which of these broke the property: what is shown is that one, minimised. Null: none. */
  readonly foundAt: number | null;
  /** Whether the execution is the one that was accepted as that of mended code. */
  readonly isAccepted: boolean;
  /** Whether the file was written anew: it records the schedule that was found, or accepts the execution as that of mended code. */
  readonly isUpdated: boolean;
  readonly firstDivergence: Divergence | null;
  readonly firstChangedLine: { readonly line: number; readonly recorded: string; readonly now: string } | null;
  readonly ending: string;
  readonly leaks: readonly string[];
  readonly timeline: readonly string[];
}

/** Of `list`. */
export interface ListReport {
  readonly scenarios: readonly ScenarioDescription[];
}
