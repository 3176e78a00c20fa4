import { availableParallelism } from 'node:os';
import { JobPool } from '../../harness/cli/run-jobs.ts';
import { WorkerCrew } from '../../harness/cli/worker-crew.ts';
import { countJobs, type ExploreOptions } from '../../harness/explore/plan.ts';
import { shardIndices, WHOLE } from '../../harness/explore/shard.ts';
import { median } from './rounds.ts';

/** The scenario with the shortest executions: with it, messages weigh most. */
const SCENARIO = 'lost-update';
const IMPLEMENTATION = 'reference';
/** Real seconds that one worker is to take. */
const RUN_SECONDS = 10;
const PROBE_SCHEDULES = 20_000;
const ROUNDS = 3;
const HANG_MS = 60_000;

/** How many times as fast two worker threads are as one, loading included, on a run that takes one of them 10 s. */
export async function measureWorkers(): Promise<{ ratio: number; perSecond: number }> {
  if (availableParallelism() < 2) return { ratio: Number.NaN, perSecond: Number.NaN };
  const loaded = await secondsOf(1, 1);
  const perSecond = PROBE_SCHEDULES / ((await secondsOf(1, PROBE_SCHEDULES)) - loaded);
  const schedules = Math.round(perSecond * RUN_SECONDS);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await secondsOf(1, schedules);
    ratios.push(one / (await secondsOf(2, schedules)));
  }
  return { ratio: median(ratios), perSecond };
}

/** From nothing to the last finding. */
async function secondsOf(workers: number, schedulesMax: number): Promise<number> {
  const options: ExploreOptions = { seed: 1, strategy: 'random-walk', schedulesMax };
  const beganAt = performance.now();
  const crew = new WorkerCrew({ scenario: SCENARIO, hangMs: HANG_MS, workers });
  try {
    const { examples } = await crew.member(0).ask({ kind: 'describe' });
    await new JobPool({
      crew,
      target: { implementation: IMPLEMENTATION, options },
      indices: shardIndices(countJobs(examples.length, options), WHOLE),
      workers,
      hangMs: HANG_MS,
      timeMs: Number.POSITIVE_INFINITY,
      onProgress: () => {},
    }).run();
    return (performance.now() - beganAt) / 1_000;
  } finally {
    await crew.close();
  }
}
