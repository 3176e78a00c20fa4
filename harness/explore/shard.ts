import type { Coverage } from '../scenario/coverage.ts';
import type { Shard } from '../scenario/how.ts';

/** The only part of an exploration that is not divided. */
export const WHOLE: Shard = { index: 1, count: 1 };

/** The jobs of a part: every `count`th. Ascending. */
export function* shardIndices(jobs: number, { index, count }: Shard): Generator<number> {
  for (let job = index - 1; job < jobs; job += count) yield job;
}

export function countShardJobs(jobs: number, { index, count }: Shard): number {
  return Math.max(0, Math.ceil((jobs - (index - 1)) / count));
}

/**
 * What a part covers, without what only the whole can claim: a part has every `count`th of the small workloads, so it
 * says nothing of all workloads up to a size.
 */
export function coverageWithin(shard: Shard, coverage: Coverage): Coverage {
  if (shard.count === 1) return coverage;
  return { ...coverage, exhausted: { ...coverage.exhausted, upToSize: -1 } };
}
