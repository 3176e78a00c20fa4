import type { Exploration } from '../../../reports/report.ts';
import { RacelineError } from '../../engine/errors.ts';
import type { Checkpoint, KnownFindings } from '../../explore/checkpoint.ts';
import { requireSameRun } from '../../explore/checkpoint-match.ts';
import { EarlyEnd } from '../../explore/early-end.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Interruption } from '../../explore/judge-findings.ts';
import { shardIndices, WHOLE } from '../../explore/shard.ts';
import { readCheckpoint } from '../checkpoint/checkpoint-file.ts';
import { requireJobsOf } from '../checkpoint/checkpoint-header.ts';
import { digestCode } from '../checkpoint/code-digest.ts';
import type { ReportArguments } from '../options/report-options.ts';
import { exitCodeOf } from '../terminal/exit-codes.ts';
import { prepareOutputDirectory } from '../terminal/output-files.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import { verifyKnown } from '../workers/verify-known.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import { reportExploration } from './report-exploration.ts';

export interface MergeArguments extends ReportArguments {
  /** Checkpoints. */
  readonly files: readonly string[];
  readonly out: string;
  /** In s. */
  readonly hang: number;
}

interface Part {
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

/** Prints what the unsharded exploration would have printed, from the checkpoints of all its shards; its exit code too. */
export async function mergeShards(args: MergeArguments): Promise<number> {
  const parts = args.files.map((file) => ({ file, checkpoint: readCheckpoint(file) }));
  const first = requireAllShards(parts);
  prepareOutputDirectory(args.out);
  const output = new ReportOutput('explore', args);
  const { reference: scenario } = first.checkpoint.header;
  const crew = new WorkerCrew({ scenario, hangMs: args.hang * 1000, workers: 1 });
  try {
    return await mergeWith(crew, args, output, parts, first);
  } finally {
    await crew.close();
  }
}

async function mergeWith(
  crew: WorkerCrew,
  { out }: MergeArguments,
  output: ReportOutput<'explore'>,
  parts: readonly Part[],
  { checkpoint: { header } }: Part,
): Promise<number> {
  const description = await crew.member(0).ask({ kind: 'describe' });
  const jobsPlanned = await crew.member(0).ask({ kind: 'count-jobs', options: header.options });
  await requireUnchanged(parts, description.name, jobsPlanned);
  const merged = header.implementations.map((implementation) => ({
    implementation,
    ...together(
      parts.map((part) => knownOf(part, implementation)),
      new EarlyEnd(header.options, description.properties, shardIndices(jobsPlanned, WHOLE), true),
    ),
  }));
  for (const { file, checkpoint } of parts) await verifyKnown(crew, checkpoint, file);
  const { reference: scenario, options, timeIsTheGoal } = header;
  const explorations: Exploration[] = [];
  for (const { implementation, jobs, interruption } of merged) {
    output.grow({ seed: options.seed, explorations });
    const target = { implementation, options };
    const context = { jobsPlanned, interruption, timeIsTheGoal };
    const recording = { scenario, out, savesTimelines: false, onFailure: output.failed };
    const made = { ...recording, description, target, jobs, context, interrupt: null };
    explorations.push(await reportExploration(crew, made));
  }
  output.finish({ seed: options.seed, explorations });
  return exitCodeOf(explorations.flatMap(({ report }) => report.verdicts));
}

/** The part to measure the others by. Throws unless there is each shard once, and all are of one exploration. */
function requireAllShards(parts: readonly Part[]): Part {
  const [first] = parts;
  if (first === undefined) throw mismatch('raceline merge', 'no file was given', 'Name one for each shard.');
  const { count } = first.checkpoint.header.shard;
  const files = new Map<number, string>();
  for (const { file, checkpoint } of parts) {
    const { shard } = checkpoint.header;
    requireSameRun(checkpoint.header, first.checkpoint.header, file, { ignoresShard: true });
    const twin = files.get(shard.index);
    const name = `shard ${shard.index} of ${shard.count}`;
    if (shard.count !== count)
      throw mismatch(file, `it is ${name}, ${first.file} is of ${count}`, 'Merge one or the other.');
    if (twin !== undefined) throw mismatch(file, `it is ${name}, and so is ${twin}`, 'Name each once.');
    files.set(shard.index, file);
  }
  for (let index = 1; index <= count; index++) {
    if (files.has(index)) continue;
    throw mismatch('raceline merge', `shard ${index} of ${count} is missing`, 'Name its checkpoint too.');
  }
  return first;
}

async function requireUnchanged(parts: readonly Part[], scenario: string, jobs: number): Promise<void> {
  for (const { file, checkpoint } of parts) {
    const { header } = checkpoint;
    const now = { ...header, scenario, code: await digestCode(header.reference, header.options.strategy) };
    requireSameRun(header, now, file, { ignoresShard: true });
    requireJobsOf(checkpoint, jobs, file);
  }
}

function knownOf({ file, checkpoint }: Part, implementation: string): KnownFindings {
  const known = checkpoint.known.get(implementation);
  if (known?.ended !== undefined) return known;
  const made = known?.jobs.size ?? 0;
  const why = `it was interrupted after ${made} jobs of ${implementation}`;
  throw mismatch(file, why, `Finish it with --resume ${file}.`);
}

/** As in one run: what comes after a step that never returned, or a job that failed, counts for nothing, wherever it was made. */
function together(
  all: readonly KnownFindings[],
  early: EarlyEnd,
): { jobs: JobFindings[]; interruption: Interruption | null } {
  const jobs = all.flatMap((known) => [...known.jobs.values()]);
  early.take(new Map(jobs.map((job) => [job.index, job])));
  if (early.reason !== null) {
    return { jobs: jobs.filter(({ index }) => !early.isBeyond(index)), interruption: { kind: early.reason } };
  }
  const endings = all.flatMap(({ ended }) => (ended === undefined || ended === null ? [] : [ended]));
  const stuck = endings.flatMap((ending) => ('job' in ending ? [ending] : [])).sort((a, b) => a.job - b.job)[0];
  if (stuck !== undefined) return { jobs: jobs.filter(({ index }) => index < stuck.job), interruption: stuck };
  const times = endings.filter((ending) => ending.kind === 'time').sort((a, b) => b.seconds - a.seconds);
  return { jobs, interruption: times[0] ?? null };
}

function mismatch(what: string, why: string, next: string): RacelineError {
  return new RacelineError('ERR_CHECKPOINT_MISMATCH', { what, why, next });
}
