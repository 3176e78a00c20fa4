import type { ExplorationReport } from '../../explore/explore.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Interruption } from '../../explore/judge-findings.ts';
import { mergeFindings } from '../../explore/merge.ts';
import { costFigures, type MeasuredCost } from '../../run/cost-meter.ts';
import { sharedSteps } from '../../run/step-hashes.ts';
import { confirm } from '../workers/confirm.ts';
import { NeverYielded } from '../workers/watchdog.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import type { Conclusion, ScenarioDescription } from '../workers/worker-protocol.ts';

/** Executions that minimising one counterexample may spend here: a comparison has hundreds of them. */
export const COMPARE_ATTEMPTS_MAX = 100;
/** Executions of each example over which the shared steps are counted. */
export const SHARED_EXECUTIONS = 10;

export interface CompareOptions {
  readonly implementations: readonly string[];
  readonly options: PortableOptions;
  readonly workers: number;
  readonly onProgress: (text: () => string) => void;
  /** Asked between jobs: true ends the comparison with what is known. */
  readonly isStopped: () => boolean;
}

/** One implementation's row. */
export interface ComparedImplementation {
  readonly name: string;
  readonly conclusion: Conclusion;
  readonly costs: readonly MeasuredCost[];
  /** The share of its steps whose label also occurred in the same executions of the baseline, 0 to 1; null if unknown. */
  readonly shared: number | null;
}

/** The same before its counterexamples are confirmed. */
interface ExploredImplementation {
  readonly name: string;
  readonly report: ExplorationReport;
  readonly costs: readonly MeasuredCost[];
}

export interface ComparedScenario {
  readonly description: ScenarioDescription;
  readonly options: PortableOptions;
  /** The implementation that `shared` refers to: the reference where there is one, else the first. */
  readonly baseline: string;
  /** Workloads with their fault plans: the examples, and how many generated ones. */
  readonly generated: number;
  readonly rows: readonly ComparedImplementation[];
  readonly wasInterrupted: boolean;
}

/**
 * Runs every implementation through the same jobs: a job's workload, fault plan and seeds follow from the options and
 * its index alone. Each worker takes a whole implementation at a time, so that no worker waits while another minimises.
 */
export async function compareScenario(
  crew: WorkerCrew,
  description: ScenarioDescription,
  options: CompareOptions,
): Promise<ComparedScenario> {
  const { implementations } = options;
  const baseline = implementations.includes('reference') ? 'reference' : (implementations[0] ?? '');
  const labels = new Map<string, readonly Int32Array[]>();
  const rows = new Map<string, ExploredImplementation>();
  const queue = implementations.values();
  const work = async (member: number): Promise<void> => {
    for (const name of queue) {
      if (options.isStopped()) return;
      rows.set(name, await compareOne(crew, member, description, name, options));
      const target = { implementation: name, options: options.options };
      const hashes = await askOrLose(() =>
        crew.member(member).ask({ kind: 'labels', target, executions: SHARED_EXECUTIONS }),
      );
      if (hashes !== null) labels.set(name, hashes);
      options.onProgress(() => `${description.name}: ${rows.size} of ${implementations.length} implementations`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, implementations.length) }, (_, i) => work(i)));
  const sampling = { ...options.options, proofStepsMax: 0 };
  const jobs = await crew.member(0).ask({ kind: 'count-jobs', options: sampling });
  const explored = implementations.flatMap((name) => rows.get(name) ?? []);
  const limits = { ...description.limits, ...options.options.limits };
  const conclusions = await confirm(
    crew,
    limits,
    explored.map(({ report }) => report),
  );
  return {
    description,
    options: options.options,
    baseline,
    generated: Math.max(0, Math.ceil((jobs - description.examples.length) / 2)),
    rows: conclusions.map((conclusion, at) => {
      const { name, costs } = explored[at] as ExploredImplementation;
      return { name, costs, conclusion, shared: shareOf(labels.get(name), labels.get(baseline)) };
    }),
    wasInterrupted: options.isStopped(),
  };
}

function shareOf(ours: readonly Int32Array[] | undefined, theirs: readonly Int32Array[] | undefined): number | null {
  return ours === undefined || theirs === undefined ? null : sharedSteps(ours, theirs);
}

async function compareOne(
  crew: WorkerCrew,
  member: number,
  description: ScenarioDescription,
  implementation: string,
  { options, isStopped }: CompareOptions,
): Promise<ExploredImplementation> {
  const target = { implementation, options };
  const jobsPlanned = await crew.member(member).ask({ kind: 'count-jobs', options });
  const jobs: JobFindings[] = [];
  let interruption: Interruption | null = null;
  for (let index = 0; index < jobsPlanned && interruption === null; index++) {
    if (isStopped()) {
      interruption = { kind: 'interrupt' };
      break;
    }
    const reply = await askOrLose(() => crew.member(member).ask({ kind: 'jobs', target, indices: [index] }));
    if (reply !== null) jobs.push(...reply.finished);
    else
      interruption = { kind: 'stuck', message: `ERR_NEVER_YIELDED: a step of job ${index} never returned`, job: index };
  }
  const findings = mergeFindings(jobs);
  const context = { jobsPlanned, interruption, timeIsTheGoal: false };
  const ask = (attemptsMax: number): Promise<ExplorationReport> =>
    crew.member(member).ask({ kind: 'conclude', target, findings, context, attemptsMax });
  // Minimising executes new schedules, and one of those may never return: then the found ones stay as they are.
  const report = (await askOrLose(() => ask(COMPARE_ATTEMPTS_MAX))) ?? (await ask(0));
  return { name: implementation, report, costs: costFigures(description.costs, findings.costs) };
}

/** Null when a step never returned; the thread is then replaced. */
async function askOrLose<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof NeverYielded)) throw error;
    return null;
  }
}
