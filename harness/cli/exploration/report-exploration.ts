import type { Exploration } from '../../../reports/report.ts';
import type { RacelineError } from '../../engine/errors.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Circumstances } from '../../explore/judge-findings.ts';
import { mergeFindings } from '../../explore/merge.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import type { Interruptible } from '../terminal/interruption.ts';
import { askForReport } from '../workers/ask-for-report.ts';
import { CONFIRMING_MS_MAX, type ConfirmedReport, confirm } from '../workers/confirm.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import type { Target } from '../workers/worker-protocol.ts';
import { recordExploration } from './record-exploration.ts';

/** Jobs that were made, and what they were made for. */
export interface MadeJobs {
  /** As the user gave it. */
  readonly scenario: string;
  readonly description: ScenarioDescription;
  readonly target: Target;
  readonly jobs: readonly JobFindings[];
  readonly context: Circumstances;
  /** Folder for replay files. */
  readonly out: string;
  /** Whether each counterexample is also written as the timeline of an issue. */
  readonly savesTimelines: boolean;
  /** Told of a replay file that cannot be written. */
  readonly onFailure: (error: RacelineError) => void;
  /** Ends minimising early; null if nobody asks for that. */
  readonly interrupt: Interruptible | null;
}

/**
 * From what jobs found to what is printed, the same way whoever made the jobs and in however many runs: verdicts,
 * minimised counterexamples, replay files.
 */
export async function reportExploration(crew: WorkerCrew, made: MadeJobs): Promise<Exploration> {
  const { description, target, context, interrupt } = made;
  const findings = mergeFindings(made.jobs);
  const limits = { ...description.limits, ...target.options.limits };
  const undo = interrupt?.onRequest(() => crew.requestStop());
  const report = await askForReport(crew.member(0), { kind: 'report', target, findings, context });
  undo?.();
  crew.clearStop();
  const isLate = (): boolean => interrupt?.isOverdue(CONFIRMING_MS_MAX) === true;
  const [confirmed] = (await confirm(crew, limits, [report], isLate)) as [ConfirmedReport];
  return recordExploration(confirmed, { ...made, limits });
}
