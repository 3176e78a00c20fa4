import { exploreJson } from '../../../reports/explore-json.ts';
import { exploreText } from '../../../reports/explore-text.ts';
import { paintFor } from '../../../reports/paint.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import { RacelineError } from '../../errors.ts';
import { type Interruption, mergeFindings } from '../../explore/merge.ts';
import { countJobs, type ExploreOptions } from '../../explore/plan.ts';
import type { JobFindings } from '../../explore/run-job.ts';
import { ATTEMPTS_MAX } from '../../shrink/minimise.ts';
import { ENGINE_VERSION } from '../../version.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED, exitCodeOf } from '../exit-codes.ts';
import { type ExploreArguments, HANG_SECONDS, readSettings, type Settings } from '../explore-settings.ts';
import { onInterrupt } from '../interruption.ts';
import { prepareOutputDirectory } from '../output-directory.ts';
import { Progress } from '../progress.ts';
import { writeReplayFiles } from '../replay-files.ts';
import { JobPool, type JobsDone } from '../run-jobs.ts';
import { NeverYielded, SupervisedWorker } from '../supervised-worker.ts';
import { WorkerCrew } from '../worker-crew.ts';
import type { Conclusion, ScenarioDescription } from '../worker-protocol.ts';

/** Explores and prints; returns the exit code. Ctrl-C is always 2: what was asked for was not done. */
export async function exploreCommand(args: ExploreArguments): Promise<number> {
  const settings = readSettings(args);
  prepareOutputDirectory(args.out);
  const crew = new WorkerCrew(args.scenario, settings.hangMs);
  try {
    return await exploreWith(crew, args, settings);
  } finally {
    await crew.close();
  }
}

async function exploreWith(crew: WorkerCrew, args: ExploreArguments, settings: Settings): Promise<number> {
  const description = await crew.member(0).ask({ kind: 'describe' });
  const implementations = chosenImplementations(description, args.implementation);
  const paint = paintFor(process.stdout.isTTY === true);
  const documents: object[] = [];
  const codes: number[] = [];
  if (!args.json) process.stdout.write(`seed ${settings.options.seed}\n`);
  for (const implementation of implementations) {
    const outcome = await exploreOne(crew, args, settings, description, implementation);
    codes.push(outcome.code);
    documents.push(exploreJson(outcome.conclusion.report, outcome.timelines, outcome.replayFiles, ENGINE_VERSION));
    if (!args.json)
      process.stdout.write(exploreText(outcome.conclusion.report, outcome.timelines, outcome.replayFiles, paint));
    if (outcome.wasInterrupted) return finish(args, documents, EXIT_UNKNOWN);
  }
  return finish(args, documents, worstOf(codes));
}

function finish(args: ExploreArguments, documents: readonly object[], code: number): number {
  if (args.json)
    process.stdout.write(`${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`);
  return code;
}

function worstOf(codes: readonly number[]): number {
  if (codes.includes(EXIT_VIOLATED)) return EXIT_VIOLATED;
  return codes.includes(EXIT_UNKNOWN) ? EXIT_UNKNOWN : EXIT_HOLDS;
}

interface Explored {
  readonly conclusion: Conclusion;
  readonly timelines: ReadonlyMap<string, readonly string[]>;
  readonly replayFiles: ReadonlyMap<string, string>;
  readonly code: number;
  readonly wasInterrupted: boolean;
}

async function exploreOne(
  crew: WorkerCrew,
  args: ExploreArguments,
  settings: Settings,
  description: ScenarioDescription,
  implementation: string,
): Promise<Explored> {
  const { options, shard } = settings;
  const target = { implementation, options };
  const jobsPlanned = countJobs(description.examples.length, options);
  const { jobs, interruption } = await runJobs(crew, settings, target, shardIndices(jobsPlanned, shard));
  const findings = mergeFindings(jobs);
  const context = {
    jobsPlanned: Math.ceil(jobsPlanned / shard.count),
    interruption,
    timeIsTheGoal: settings.timeIsTheGoal,
  };
  const conclusion = await concludeSafely(crew, { target, findings, context });
  const timelines = new Map<string, readonly string[]>();
  for (const [property, outcome] of conclusion.replays) timelines.set(property, timelineLines(outcome));
  return {
    conclusion,
    timelines,
    replayFiles: writeReplayFiles(args.out, {
      scenario: args.scenario,
      report: conclusion.report,
      timelines,
      limits: { ...description.limits, ...options.limits },
    }),
    code: interruption?.kind === 'interrupt' ? EXIT_UNKNOWN : exitCodeOf(conclusion.report.verdicts),
    wasInterrupted: interruption?.kind === 'interrupt',
  };
}

async function runJobs(
  crew: WorkerCrew,
  settings: Settings,
  target: { implementation: string; options: ExploreOptions },
  indices: Iterable<number>,
): Promise<JobsDone> {
  const progress = new Progress();
  const pool = new JobPool({
    crew,
    target,
    indices,
    workers: settings.workers,
    hangMs: settings.hangMs,
    timeMs: settings.timeMs,
    onProgress: (jobs) => progress.update(() => progressText(target, settings, jobs)),
  });
  // A second Ctrl-C does not wait for the executions in progress.
  const undo = onInterrupt(() => pool.stop({ kind: 'interrupt' }));
  try {
    return await pool.run();
  } finally {
    undo();
    progress.end();
  }
}

function progressText(target: { implementation: string }, settings: Settings, jobs: readonly JobFindings[]): string {
  const executions = jobs.reduce((sum, job) => sum + job.executions, 0);
  const violated = new Set(jobs.flatMap((job) => job.violations.map((violation) => violation.property)));
  const of = settings.timeIsTheGoal ? '' : ` of ${settings.options.schedulesMax}`;
  return `${target.implementation}: ${executions}${of} executions, ${violated.size} properties violated`;
}

/** Minimising executes new schedules, and one of those may never return: then the found ones are reported unshrunk. */
async function concludeSafely(
  crew: WorkerCrew,
  request: {
    target: { implementation: string; options: ExploreOptions };
    findings: ReturnType<typeof mergeFindings>;
    context: { jobsPlanned: number; interruption: Interruption | null; timeIsTheGoal: boolean };
  },
): Promise<Conclusion> {
  for (const attemptsMax of [ATTEMPTS_MAX, 0]) {
    try {
      return await crew.member(0).ask({ kind: 'conclude', ...request, attemptsMax });
    } catch (error) {
      crew.replace(0);
      if (!(error instanceof NeverYielded) || attemptsMax === 0) throw error;
    }
  }
  throw new Error('unreachable: the unshrunk conclusion either returns or throws');
}

export async function describeScenario(
  scenario: string,
  hangMs: number = HANG_SECONDS * 1000,
): Promise<ScenarioDescription> {
  const worker = new SupervisedWorker(scenario, hangMs);
  try {
    return await worker.ask({ kind: 'describe' });
  } finally {
    await worker.close();
  }
}

function chosenImplementations(description: ScenarioDescription, chosen: string | undefined): readonly string[] {
  const known = description.implementations.map(({ name }) => name);
  if (chosen === undefined) return known;
  if (known.includes(chosen)) return [chosen];
  throw new RacelineError('ERR_UNKNOWN_IMPLEMENTATION', {
    what: `scenario ${description.name} has no implementation "${chosen}"`,
    why: `it has ${known.join(', ')}`,
    next: 'Pass one of these to --implementation.',
  });
}

function* shardIndices(jobs: number, shard: { index: number; count: number }): Generator<number> {
  for (let index = shard.index - 1; index < jobs; index += shard.count) yield index;
}
