import type { DrainKind } from '../engine/drain.ts';
import { internalError } from '../engine/errors.ts';
import { CostMeter } from '../run/cost-meter.ts';
import { driveInSlices } from '../run/slices.ts';
import type { Coverage } from '../scenario/coverage.ts';
import { limitsOf, onDisk, subjectNamed } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { unconfirmed, type Verdict } from '../scenario/verdict.ts';
import { ATTEMPTS_MAX, type Effort, type Minimised, minimiseFurther, minimiseViolation } from '../shrink/minimise.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { EarlyEnd } from './early-end.ts';
import { DEFAULT_OPTIONS, type ExploreOptions } from './explore-options.ts';
import { isStillTheSame } from './job-again.ts';
import type { JobFindings } from './job-findings.ts';
import { JobRun } from './job-run.ts';
import { type Circumstances, damageAmong, type Interruption, judgeFindings } from './judge-findings.ts';
import { type Findings, mergeFindings } from './merge.ts';
import { countJobs, planJob } from './plan.ts';
import { coverageWithin, shardIndices, WHOLE } from './shard.ts';

/** What `explore` returns: verdicts with counterexamples, and the figures that identify the run. */
export interface ExplorationReport {
  readonly scenario: string;
  readonly implementation: string;
  readonly seed: number;
  readonly strategy: string;
  /** Those that exploring took, minimising not counted. */
  readonly executions: number;
  /** Of all these executions together. */
  readonly steps: number;
  /** Covers every execution of the run, in order. */
  readonly traceHash: string;
  /** The scenario's properties in its order, then the engine's own. */
  readonly verdicts: readonly Verdict[];
  readonly coverage: Coverage;
}

/** Runs jobs somewhere: in this thread, in workers, on other machines. The findings do not depend on where. */
export type JobRunner = (index: number) => Promise<JobFindings>;

/** What an exploration asks of its caller on the way. */
export interface ExploreHooks {
  /** @internal */
  readonly drain?: DrainKind;
  /** Asked between executions; true ends the exploration with what is known. */
  readonly isStopped?: () => boolean;
  /** Executions that minimising one counterexample may take (default 400); 0: each stays as it was found. */
  readonly attemptsMax?: number;
}

/**
 * Explores one implementation of a scenario in this thread: some of its schedules, or all, as the options say. A bug that
 * is found is a verdict, not an exception. Throws ERR_UNKNOWN_IMPLEMENTATION, ERR_UNKNOWN_STRATEGY, ERR_BAD_STRATEGY, and
 * ERR_BAD_SCENARIO_MODULE if the scenario's own code throws.
 *
 * @example
 * ```ts
 * import { explore } from 'raceline';
 * import { counter } from './counter.ts';
 *
 * const { verdicts } = await explore(counter, 'racy', { seed: 1, strategy: 'exhaustive' });
 * const [first] = verdicts;
 * console.log(first?.verdict, first?.counterexample?.message); // violated 1 of 2 counted
 * ```
 */
export async function explore(
  given: Scenario,
  implementation: string,
  options: Partial<ExploreOptions> = {},
  hooks: ExploreHooks = {},
): Promise<ExplorationReport> {
  const scenario = onDisk(given, options.disk);
  const complete = { ...DEFAULT_OPTIONS, ...options };
  const runner = jobsInThread(scenario, implementation, complete, hooks);
  const jobsPlanned = countJobs(Object.keys(scenario.examples).length, complete);
  const { jobs, interruption } = await runJobs(scenario, complete, runner, jobsPlanned, hooks);
  const effort = {
    attemptsMax: hooks.attemptsMax ?? ATTEMPTS_MAX,
    ...(hooks.isStopped === undefined ? {} : { isStopped: hooks.isStopped }),
  };
  const context = { jobsPlanned, interruption, timeIsTheGoal: false, ...effort };
  const report = await reportOf(scenario, implementation, complete, mergeFindings(jobs), context);
  if (interruption?.kind === 'interrupt' || !report.verdicts.some(isViolated)) return report;
  if (await isStillTheSame(jobs, runner)) return report;
  return { ...report, verdicts: report.verdicts.map((each) => (isViolated(each) ? unconfirmed(each) : each)) };
}

async function runJobs(
  scenario: Scenario,
  options: ExploreOptions,
  runner: JobRunner,
  jobsPlanned: number,
  hooks: ExploreHooks,
): Promise<{ jobs: readonly JobFindings[]; interruption: Interruption | null }> {
  const early = new EarlyEnd(options, scenario.properties, shardIndices(jobsPlanned, WHOLE), true);
  const jobs = new Map<number, JobFindings>();
  const isOver = (): boolean => early.reason !== null || hooks.isStopped?.() === true;
  for (let index = 0; index < jobsPlanned && !isOver(); index++) {
    try {
      jobs.set(index, await runner(index));
    } catch (error) {
      return { jobs: [...jobs.values()], interruption: failedIn(index, error) };
    }
    early.take(jobs);
  }
  return { jobs: [...jobs.values()], interruption: interruptionOf(early, hooks) };
}

/** Of a job that did not even come to executing anything. Throws any error that is the user's to mend. */
function failedIn(job: number, error: unknown): Interruption {
  const failure = internalError(error);
  if (failure === null) throw error;
  return { kind: 'failed', message: failure.message, job };
}

function interruptionOf({ reason }: EarlyEnd, { isStopped }: ExploreHooks): Interruption | null {
  if (isStopped?.() === true) return { kind: 'interrupt' };
  return reason === null ? null : { kind: reason };
}

function isViolated({ verdict }: Verdict): boolean {
  return verdict === 'violated';
}

/** A runner that works in this thread. */
export function jobsInThread(
  scenario: Scenario,
  implementation: string,
  options: ExploreOptions,
  hooks: ExploreHooks = {},
): JobRunner {
  const subject = subjectNamed(scenario, implementation);
  const limits = limitsOf(scenario, options);
  let continues = false;
  return async (index) => {
    const job = planJob(scenario, options, index);
    const meter = options.measuresCosts === true ? new CostMeter(scenario.costs ?? []) : null;
    const checksDeterminism = options.checksDeterminism === true;
    const run = new JobRun({ scenario, subject, job, limits, meter, checksDeterminism });
    await driveInSlices(run, { usesSeams: scenario.control !== 'gates', continues, ...hooks });
    continues = true;
    return run.findings();
  };
}

/** Turns merged findings into the report: each violation is minimised here, in this thread, as far as `attemptsMax` executions go. */
export async function reportOf(
  scenario: Scenario,
  implementation: string,
  options: ExploreOptions,
  findings: Findings,
  context: Circumstances & Effort,
): Promise<ExplorationReport> {
  const subject = subjectNamed(scenario, implementation);
  const under = { scenario, subject, limits: limitsOf(scenario, options) };
  const minimised = new Map<string, Minimised>();
  for (const [property, { job, found }] of findings.violations) {
    const smallest = smallestBreaking(property, minimised);
    const best =
      smallest === undefined
        ? await minimiseViolation(under, planJob(scenario, options, job), found, context)
        : await minimiseFurther(under, smallest, property, context);
    if (best !== null) minimised.set(property, best);
  }
  return {
    scenario: scenario.name,
    implementation,
    seed: options.seed,
    strategy: strategyOf(options.strategy).name,
    executions: findings.executions,
    steps: findings.steps,
    traceHash: findings.traceHash,
    coverage: coverageWithin(context.shard ?? WHOLE, findings.coverage),
    verdicts: judgeFindings(scenario, options, findings, context).map((verdict) => {
      const counterexample = minimised.get(verdict.property)?.counterexample ?? null;
      const isDoubtful = verdict.verdict === 'violated' && counterexample === null;
      return isDoubtful ? doubtful({ ...verdict, counterexample }, findings) : { ...verdict, counterexample };
    }),
  };
}

/** What was found and does not come again: if what the engine needs was damaged, that is why. */
function doubtful(verdict: Verdict, { leaks }: Findings): Verdict {
  const damage = damageAmong(leaks);
  if (damage === undefined) return unconfirmed(verdict);
  return { ...verdict, verdict: 'unknown', how: { kind: 'doubt', ...damage, shard: verdict.how.shard } };
}

/** One execution often breaks several properties: the smallest known that breaks this one too, if any does. */
function smallestBreaking(property: string, known: ReadonlyMap<string, Minimised>): Minimised | undefined {
  const candidates = [...known.values()].filter(({ broken }) => broken.has(property));
  return candidates.sort((a, b) => a.counterexample.schedule.length - b.counterexample.schedule.length)[0];
}
