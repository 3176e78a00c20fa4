import type { Exploration } from '../../reports/report.ts';
import { requireImplementations } from '../cli/exploration/chosen-implementations.ts';
import { recordExploration } from '../cli/exploration/record-exploration.ts';
import { confirmedReport, limitsOf, type MadeJobs } from '../cli/exploration/report-exploration.ts';
import { workersOf } from '../cli/options/explore-settings.ts';
import { SCHEDULES_MAX } from '../cli/options/exploring-options.ts';
import { prepareOutputDirectory } from '../cli/terminal/output-files.ts';
import { JobPool } from '../cli/workers/job-pool.ts';
import { WorkerCrew } from '../cli/workers/worker-crew.ts';
import { EarlyEnd } from '../explore/early-end.ts';
import { DEFAULT_OPTIONS, DEFAULT_STRATEGY, type PortableOptions } from '../explore/explore-options.ts';
import { shardIndices, WHOLE } from '../explore/shard.ts';
import type { Asked } from './protocol.ts';
import { unexpectedOf } from './unexpected.ts';

type AskedToExplore = Asked & { readonly kind: 'explore' };

/** Explores one implementation as the command does; a replay file is written of what a test does not expect, and of nothing else. */
export async function exploreForTest(asked: AskedToExplore): Promise<Exploration> {
  const { scenario, means, violated } = asked;
  const { disk } = asked.options;
  const crew = new WorkerCrew({ scenario, disk, hangMs: means.hangMs, workers: workersOf({ workers: means.workers }) });
  try {
    const made = await explored(crew, asked);
    const confirmed = await confirmedReport(crew, made);
    const { report } = confirmed;
    if (unexpectedOf(report, violated) === undefined) return { report, timelines: new Map(), replayFiles: new Map() };
    // Not before: a folder that a test makes only to leave it empty is a nuisance.
    prepareOutputDirectory(means.out);
    const recording = { scenario, limits: limitsOf(made), out: means.out, savesTimelines: false, onFailure };
    return recordExploration(confirmed, recording);
  } finally {
    await crew.close();
  }
}

function onFailure(error: Error): never {
  throw error;
}

async function explored(
  crew: WorkerCrew,
  { implementation, means, options: asked }: AskedToExplore,
): Promise<MadeJobs> {
  const timeIsTheGoal = means.timeMs !== undefined && asked.schedulesMax === undefined;
  const defaults = { ...DEFAULT_OPTIONS, strategy: DEFAULT_STRATEGY };
  const options: PortableOptions = { ...defaults, ...(timeIsTheGoal ? { schedulesMax: SCHEDULES_MAX } : {}), ...asked };
  const description = await crew.member(0).ask({ kind: 'describe' });
  requireImplementations(description, [implementation], 'Expect something of one of these.');
  const target = { implementation, options };
  const jobsPlanned = await crew.member(0).ask({ kind: 'count-jobs', options });
  const indices = (): Iterable<number> => shardIndices(jobsPlanned, WHOLE);
  const pool = new JobPool({
    crew,
    target,
    indices: indices(),
    early: new EarlyEnd(options, description.properties, indices(), true),
    workers: crew.size,
    hangMs: means.hangMs,
    timeMs: means.timeMs ?? Number.POSITIVE_INFINITY,
    onProgress() {},
  });
  const { jobs, interruption } = await pool.run();
  const context = { jobsPlanned, interruption, timeIsTheGoal, shard: WHOLE };
  return { description, target, jobs, context, interrupt: null };
}
