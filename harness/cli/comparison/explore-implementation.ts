import { didDamage } from '../../explore/early-end.ts';
import type { ExplorationReport } from '../../explore/explore.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Interruption } from '../../explore/judge-findings.ts';
import { mergeFindings } from '../../explore/merge.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { costFigures, type MeasuredCost } from '../../run/cost-meter.ts';
import type { Interruptible } from '../terminal/interruption.ts';
import { askForReport } from '../workers/ask-for-report.ts';
import { askOrLose } from '../workers/ask-or-lose.ts';
import type { CrewMember } from '../workers/crew-member.ts';
import { interruptionBy } from '../workers/failed-request.ts';
import type { Target } from '../workers/worker-protocol.ts';
import type { CompareOptions } from './compare-arguments.ts';

/** Executions that minimising one counterexample may spend here: a comparison has hundreds of them. */
const ATTEMPTS_MAX = 100;
/** Executions of each example over which the shared steps are counted. */
const SHARED_EXECUTIONS = 5;

/** One implementation before its counterexamples are confirmed. */
export interface ExploredImplementation {
  readonly name: string;
  readonly report: ExplorationReport;
  readonly costs: readonly MeasuredCost[];
  /** Label hashes of the steps of a few executions; null when one of them never returned or failed. */
  readonly labels: readonly Int32Array[] | null;
}

export async function exploreImplementation(
  member: CrewMember,
  description: ScenarioDescription,
  implementation: string,
  { options, interrupt }: CompareOptions,
): Promise<ExploredImplementation> {
  const target = { implementation, options };
  const jobsPlanned = await member.ask({ kind: 'count-jobs', options });
  const { jobs, interruption } = await runJobs(member, target, jobsPlanned, interrupt);
  const findings = mergeFindings(jobs);
  const context = { jobsPlanned, interruption, timeIsTheGoal: false };
  const report = await askForReport(member, { kind: 'report', target, findings, context, attemptsMax: ATTEMPTS_MAX });
  return {
    name: implementation,
    report,
    costs: costFigures(description.costs, findings.costs),
    labels: await askOrLose(() => member.ask({ kind: 'labels', target, executions: SHARED_EXECUTIONS })),
  };
}

async function runJobs(
  member: CrewMember,
  target: Target,
  jobsPlanned: number,
  interrupt: Interruptible,
): Promise<{ jobs: readonly JobFindings[]; interruption: Interruption | null }> {
  const jobs: JobFindings[] = [];
  for (let job = 0; job < jobsPlanned; job++) {
    try {
      const { finished, cut } = await member.ask({ kind: 'jobs', target, indices: [job] });
      jobs.push(...finished, ...(cut === null ? [] : [cut]));
    } catch (error) {
      return { jobs, interruption: interruptionBy(error, job) };
    }
    if (jobs.some(didDamage)) return { jobs, interruption: { kind: 'bounds' } };
    if (jobs.some(({ hasReachedOut }) => hasReachedOut)) return { jobs, interruption: { kind: 'leak' } };
    if (interrupt.isRequested) return { jobs, interruption: { kind: 'interrupt' } };
  }
  return { jobs, interruption: null };
}
