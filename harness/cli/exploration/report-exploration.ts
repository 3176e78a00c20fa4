import type { Exploration } from '../../../reports/report.ts';
import type { Limits } from '../../engine/limits.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Circumstances } from '../../explore/judge-findings.ts';
import { mergeFindings } from '../../explore/merge.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import type { Interruptible } from '../terminal/interruption.ts';
import { askForReport } from '../workers/ask-for-report.ts';
import { CONFIRMING_MS_MAX, type ConfirmedReport, confirm } from '../workers/confirm.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import type { Target } from '../workers/worker-protocol.ts';
import { type Recording, recordExploration } from './record-exploration.ts';

/** Jobs that were made, and what they were made for. */
export interface MadeJobs {
  readonly description: ScenarioDescription;
  readonly target: Target;
  readonly jobs: readonly JobFindings[];
  readonly context: Circumstances;
  /** Ends minimising early; null if nobody asks for that. */
  readonly interrupt: Interruptible | null;
}

/**
 * From what jobs found to what is printed, the same way whoever made the jobs and in however many runs: verdicts,
 * minimised counterexamples, replay files.
 */
export async function reportExploration(
  crew: WorkerCrew,
  made: MadeJobs & Omit<Recording, 'limits'>,
): Promise<Exploration> {
  return recordExploration(await confirmedReport(crew, made), { ...made, limits: limitsOf(made) });
}

/** The same up to what is written. */
export async function confirmedReport(crew: WorkerCrew, made: MadeJobs): Promise<ConfirmedReport> {
  const { target, context, interrupt } = made;
  const findings = mergeFindings(made.jobs);
  const undo = interrupt?.onRequest(() => crew.requestStop());
  const report = await askForReport(crew.member(0), { kind: 'report', target, findings, context });
  undo?.();
  crew.clearStop();
  const isLate = (): boolean => interrupt?.isOverdue(CONFIRMING_MS_MAX) === true;
  const [confirmed] = (await confirm(crew, limitsOf(made), [report], isLate)) as [ConfirmedReport];
  return confirmed;
}

/** Of each execution. */
export function limitsOf({ description, target }: Pick<MadeJobs, 'description' | 'target'>): Limits {
  return { ...description.limits, ...target.options.limits };
}
