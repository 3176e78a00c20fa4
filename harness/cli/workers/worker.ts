import '../../seams/register.ts';
import { internalError, RacelineError } from '../../engine/errors.ts';
import { jobsInThread, reportOf } from '../../explore/explore.ts';
import type { ExploreOptions, PortableOptions } from '../../explore/explore-options.ts';
import { randomSeedOf } from '../../explore/job.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import { countJobs, planJob } from '../../explore/plan.ts';
import { describeScenario } from '../../explore/scenario-description.ts';
import { searchNear } from '../../explore/search-near.ts';
import { setBeat } from '../../run/beat.ts';
import { beginWatch, beyondRepair } from '../../run/damage/damage.ts';
import { describePrefix } from '../../run/prefix.ts';
import { replay } from '../../run/replay.ts';
import { stepHashes } from '../../run/step-hashes.ts';
import { limitsOf, onDisk, subjectNamed } from '../../scenario/lookup.ts';
import { declaredBy } from '../../scenario/process-options.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { isCurrentTimeZone } from '../../seams/realm/time-zone.ts';
import { ATTEMPTS_MAX } from '../../shrink/minimise.ts';
import { NeedsTypeScript, understandTypeScript } from './import-module.ts';
import { loadScenario } from './load-scenario.ts';
import { loadStrategy } from './load-strategy.ts';
import { Marks } from './marks.ts';
import type { JobsReply, Replies, Request, Response, Task } from './worker-protocol.ts';

/** What the module of a scenario damaged as it was loaded, by its reference; it has been put back. */
const damagedByLoading = new Map<string, RacelineError>();

/** Answers one request of the supervisor. Errors are answers too: a clone of one would lose its code. */
export async function answer({
  scenario: reference,
  request,
  disk,
  shared,
  understandsTypeScript,
}: Task): Promise<Response> {
  const marks = new Marks(shared);
  setBeat(marks.beat);
  try {
    if (understandsTypeScript) await understandTypeScript();
    const scenario = onDisk(await loadScenario(reference), disk);
    const damage = beginWatch();
    if (damage !== null) damagedByLoading.set(reference, damage);
    marks.loaded();
    const { timeZone } = declaredBy(scenario);
    if (scenario.control !== 'gates' && !isCurrentTimeZone(timeZone)) {
      return { kind: 'time-zone', timeZone, isSpent: true };
    }
    const value = await answerRequest(scenario, request, marks, damagedByLoading.get(reference) ?? null);
    return { kind: 'done', value, isSpent: beyondRepair() !== null };
  } catch (error) {
    if (error instanceof NeedsTypeScript) return { kind: 'typescript', isSpent: true };
    return failure(beyondRepair() ?? error);
  }
}

function failure(error: unknown): Response {
  const cause = error instanceof Error && error.cause instanceof Error ? `\n${error.cause.stack}` : '';
  return {
    kind: 'failed',
    code: error instanceof RacelineError ? error.code : null,
    isInternal: internalError(error) !== null,
    message: error instanceof Error ? error.message : String(error),
    stack: (error instanceof Error ? (error.stack ?? '') : '') + cause,
    isSpent: beyondRepair() !== null,
  };
}

async function answerRequest(
  scenario: Scenario,
  request: Request,
  marks: Marks,
  damage: RacelineError | null,
): Promise<Replies[keyof Replies]> {
  switch (request.kind) {
    case 'describe':
      return describeScenario(scenario);
    case 'count-jobs':
      return countJobs(Object.keys(scenario.examples).length, await loaded(request.options));
    case 'jobs':
      return inDoubt(await runJobs(scenario, request, marks), damage);
    case 'report':
      return report(scenario, request, marks);
    case 'replay':
      return replay(scenario, { limits: limitsOf(scenario, {}), ...request.input });
    case 'near':
      return searchNear(scenario, request.input, { attemptsMax: ATTEMPTS_MAX, isStopped: () => marks.isStopRequested });
    case 'default-order':
      return replayDefaultOrder(scenario, request.implementation);
    case 'labels':
      return stepHashes(scenario, request.target.implementation, request.target.options, request.executions);
    case 'prefix':
      return prefix(scenario, request);
  }
}

async function runJobs(scenario: Scenario, request: Request & { kind: 'jobs' }, marks: Marks): Promise<JobsReply> {
  const { implementation } = request.target;
  const options = await loaded(request.target.options);
  const runner = jobsInThread(scenario, implementation, options, { isStopped: () => marks.isStopRequested });
  const finished: JobFindings[] = [];
  for (const index of request.indices) {
    if (marks.isStopRequested) break;
    marks.jobBegins(index);
    const findings = await runner(index);
    // Asked to stop only now is the same as before the job's end: it is not known to be whole.
    if (marks.isStopRequested) return { finished, cut: findings };
    finished.push(findings);
  }
  return { finished, cut: null };
}

/** The same findings, which nothing can rest on if the code that was executed is not the code that was loaded. */
function inDoubt({ finished, cut }: JobsReply, damage: RacelineError | null): JobsReply {
  if (damage === null) return { finished, cut };
  const { code, says } = damage;
  const doubted = (job: JobFindings): JobFindings => ({
    ...job,
    violations: [],
    leaks: [{ code, says }, ...job.leaks],
  });
  return { finished: finished.map(doubted), cut: cut === null ? null : doubted(cut) };
}

async function report(
  scenario: Scenario,
  { target, findings, context, attemptsMax = ATTEMPTS_MAX }: Request & { kind: 'report' },
  marks: Marks,
): Promise<Replies['report']> {
  const effort = { attemptsMax, isStopped: () => marks.isStopRequested };
  const options = await loaded(target.options);
  return reportOf(scenario, target.implementation, options, findings, { ...context, ...effort });
}

/** With the strategy itself: functions do not cross threads. */
async function loaded(options: PortableOptions): Promise<ExploreOptions> {
  return { ...options, strategy: await loadStrategy(options.strategy) };
}

function replayDefaultOrder(scenario: Scenario, implementation: string): Promise<Replies['replay']> {
  const [first] = Object.values(scenario.examples);
  const { workload, faults } = first ?? {};
  return replay(scenario, {
    implementation,
    workload,
    faults,
    randomSeed: 1,
    schedule: [],
    limits: limitsOf(scenario, {}),
  });
}

async function prefix(scenario: Scenario, request: Request & { kind: 'prefix' }): Promise<string[]> {
  const { implementation } = request.target;
  const options = await loaded(request.target.options);
  const job = planJob(scenario, options, request.index);
  const { workload, faults } = job;
  const randomSeed = randomSeedOf(job, request.ordinal);
  const subject = subjectNamed(scenario, implementation);
  const limits = limitsOf(scenario, options);
  return describePrefix({ scenario, subject, workload, faults, randomSeed, limits }, request.choices);
}
