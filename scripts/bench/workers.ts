import { availableParallelism } from 'node:os';
import { JobPool } from '../../harness/cli/workers/job-pool.ts';
import { WorkerCrew } from '../../harness/cli/workers/worker-crew.ts';
import type { PortableOptions } from '../../harness/explore/explore-options.ts';
import { countJobs } from '../../harness/explore/plan.ts';
import { shardIndices, WHOLE } from '../../harness/explore/shard.ts';
import { atLeast, type Figure } from './report.ts';
import { median } from './rounds.ts';

/** The scenario with the shortest executions: with it, messages weigh most. */
const SCENARIO = 'lost-update';
const IMPLEMENTATION = 'reference';
/** Real seconds that one worker is to take. */
const RUN_SECONDS = 10;
const PROBE_SCHEDULES = 200_000;
const ROUNDS = 3;
const HANG_MS = 60_000;

/** Real seconds that a run took: threads and scenario until they were loaded, and all jobs from then on. */
interface Seconds {
  readonly loading: number;
  readonly running: number;
}

/** How many times as fast two worker threads are as one, on a run that takes one of them 10 s. */
export async function workerFigures(): Promise<Figure[]> {
  const name = 'two workers against one, a run of 10 s';
  const target = atLeast(1.6);
  if (availableParallelism() < 2) return [{ name, measured: Number.NaN, unit: 'x', target }];
  const perSecond = PROBE_SCHEDULES / (await secondsOf(1, PROBE_SCHEDULES)).running;
  const schedules = Math.round(perSecond * RUN_SECONDS);
  const [running, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await secondsOf(1, schedules);
    const two = await secondsOf(2, schedules);
    running.push(one.running / two.running);
    whole.push((one.loading + one.running) / (two.loading + two.running));
  }
  return [
    { name: 'one worker', measured: perSecond, unit: 'executions/s' },
    { name, measured: median(running), unit: 'x', target },
    { name: 'the same, loading included', measured: median(whole), unit: 'x' },
  ];
}

async function secondsOf(workers: number, schedulesMax: number): Promise<Seconds> {
  const options: PortableOptions = { seed: 1, strategy: 'random-walk', schedulesMax };
  const beganAt = performance.now();
  const crew = new WorkerCrew({ scenario: SCENARIO, hangMs: HANG_MS, workers });
  try {
    const { examples } = await crew.member(0).ask({ kind: 'describe' });
    const loadedAt = performance.now();
    await new JobPool({
      crew,
      target: { implementation: IMPLEMENTATION, options },
      indices: shardIndices(countJobs(examples.length, options), WHOLE),
      workers,
      hangMs: HANG_MS,
      early: null,
      timeMs: Number.POSITIVE_INFINITY,
      onProgress: () => {},
    }).run();
    return { loading: (loadedAt - beganAt) / 1_000, running: (performance.now() - loadedAt) / 1_000 };
  } finally {
    await crew.close();
  }
}
