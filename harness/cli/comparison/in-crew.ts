import { workersOf } from '../options/explore-settings.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import type { CompareArguments } from './compare-arguments.ts';

/** Work of a crew that lives no longer than that. */
export async function inCrew<T>(
  scenario: string,
  args: CompareArguments,
  work: (crew: WorkerCrew) => Promise<T>,
): Promise<T> {
  const crew = new WorkerCrew({ scenario, hangMs: args.hang * 1000, disk: args.disk, workers: workersOf(args) });
  try {
    return await work(crew);
  } finally {
    await crew.close();
  }
}
