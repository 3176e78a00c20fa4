import type { Exploration } from '../../../reports/report.ts';
import type { Checkpoint } from '../../explore/checkpoint.ts';
import { EarlyEnd } from '../../explore/early-end.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { countShardJobs, shardIndices } from '../../explore/shard.ts';
import { CheckpointFile } from '../checkpoint/checkpoint-file.ts';
import { headerOf, readResumed, requireContinued } from '../checkpoint/checkpoint-header.ts';
import { type ExploreArguments, type Settings, settingsOf } from '../options/explore-settings.ts';
import { exitCodeAfter, exitCodeOf } from '../terminal/exit-codes.ts';
import { Interruptible } from '../terminal/interruption.ts';
import { prepareOutputDirectory } from '../terminal/output-files.ts';
import { Progress } from '../terminal/progress.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import { JobPool, type JobsDone } from '../workers/job-pool.ts';
import { verifyKnown } from '../workers/verify-known.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import type { Target } from '../workers/worker-protocol.ts';
import { chosenImplementations } from './chosen-implementations.ts';
import { reportExploration } from './report-exploration.ts';

/** Explores and prints; returns the exit code. After Ctrl-C that is 1 or 2, and what is known is printed. */
export async function exploreScenario(args: ExploreArguments): Promise<number> {
  const resumed = readResumed(args);
  // The seed was perhaps drawn, and who resumes does not want another one.
  const settings = settingsOf({ ...args, seed: args.seed ?? resumed?.header.options.seed });
  prepareOutputDirectory(args.out);
  const output = new ReportOutput('explore', args);
  const { scenario, disk } = args;
  const crew = new WorkerCrew({ scenario, disk, hangMs: settings.hangMs, workers: settings.workers });
  try {
    return await exploreWith(crew, args, settings, output, resumed);
  } finally {
    await crew.close();
  }
}

async function exploreWith(
  crew: WorkerCrew,
  args: ExploreArguments,
  settings: Settings,
  output: ReportOutput<'explore'>,
  resumed: Checkpoint | null,
): Promise<number> {
  const description = await crew.member(0).ask({ kind: 'describe' });
  const implementations = chosenImplementations(description, args.implementation);
  const jobs = await crew.member(0).ask({ kind: 'count-jobs', options: settings.options });
  const header = await headerOf(args, settings, description, implementations);
  if (resumed !== null) {
    requireContinued(resumed, header, jobs, args.resume ?? '');
    await verifyKnown(crew, resumed, args.resume ?? '');
  }
  const path = args.checkpoint ?? args.resume;
  const checkpoint =
    path === undefined ? null : new CheckpointFile(path, header, resumed?.known ?? new Map(), output.failed);
  const interrupt = new Interruptible();
  const exploring = { crew, args, settings, description, jobs, checkpoint, resumed, interrupt, output };
  try {
    return await exploreAll(exploring, implementations);
  } finally {
    interrupt.end();
    checkpoint?.close();
  }
}

interface Exploring {
  readonly crew: WorkerCrew;
  readonly args: ExploreArguments;
  readonly settings: Settings;
  readonly description: ScenarioDescription;
  /** Of each implementation, all shards together. */
  readonly jobs: number;
  readonly checkpoint: CheckpointFile | null;
  readonly resumed: Checkpoint | null;
  readonly interrupt: Interruptible;
  readonly output: ReportOutput<'explore'>;
}

async function exploreAll(exploring: Exploring, implementations: readonly string[]): Promise<number> {
  const { settings, interrupt, output, checkpoint } = exploring;
  const { seed } = settings.options;
  const explorations: Exploration[] = [];
  for (const implementation of implementations) {
    output.grow({ seed, explorations });
    explorations.push(await exploreOne(exploring, implementation));
    if (interrupt.isRequested) break;
  }
  checkpoint?.close();
  output.finish({ seed, explorations });
  return exitCodeAfter(exitCodeOf(explorations.flatMap(({ report }) => report.verdicts)), interrupt);
}

async function exploreOne(exploring: Exploring, implementation: string): Promise<Exploration> {
  const { crew, args, settings, description, checkpoint, jobs: jobsInAll, interrupt, output } = exploring;
  const { options, shard, timeIsTheGoal } = settings;
  const target = { implementation, options };
  const { jobs, interruption } = await runJobs(exploring, target);
  if (interruption?.kind !== 'interrupt') checkpoint?.end(implementation, interruption);
  const jobsPlanned = countShardJobs(jobsInAll, shard);
  const context = { jobsPlanned, interruption, timeIsTheGoal, shard };
  const { scenario, out, saveTimeline: savesTimelines } = args;
  const recording = { scenario, out, savesTimelines, onFailure: output.failed };
  return reportExploration(crew, { ...recording, description, target, jobs, context, interrupt });
}

async function runJobs(
  { crew, settings, description, jobs: jobsInAll, checkpoint, resumed, interrupt }: Exploring,
  target: Target,
): Promise<JobsDone> {
  const indices = (): Iterable<number> => shardIndices(jobsInAll, settings.shard);
  const known = resumed?.known.get(target.implementation)?.jobs ?? new Map<number, JobFindings>();
  const progress = new Progress();
  const pool = new JobPool({
    crew,
    target,
    indices: without(indices(), known),
    early: new EarlyEnd(settings.options, description.properties, indices(), settings.shard.count === 1),
    known: [...known.values()],
    workers: settings.workers,
    hangMs: settings.hangMs,
    timeMs: settings.timeMs,
    onFinished: (jobs) => checkpoint?.add(target.implementation, jobs),
    onProgress: (jobs) => progress.update(() => progressText(target, settings, jobs)),
  });
  const undo = interrupt.onRequest(() => pool.stop({ kind: 'interrupt' }));
  try {
    return await pool.run();
  } finally {
    undo();
    progress.end();
  }
}

function* without(indices: Iterable<number>, known: ReadonlyMap<number, unknown>): Generator<number> {
  for (const index of indices) if (!known.has(index)) yield index;
}

function progressText({ implementation }: Target, settings: Settings, jobs: Iterable<JobFindings>): string {
  let executions = 0;
  const violated = new Set<string>();
  for (const job of jobs) {
    executions += job.executions;
    for (const { property } of job.violations) violated.add(property);
  }
  const of = settings.timeIsTheGoal ? '' : ` of ${settings.options.schedulesMax}`;
  return `${implementation}: ${executions}${of} executions, ${violated.size} properties violated`;
}
