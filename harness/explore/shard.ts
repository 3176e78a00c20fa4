import type { Coverage } from './coverage.ts';

/** One of several parts of an exploration, made apart: part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export const WHOLE: Shard = { index: 1, count: 1 };

/** The jobs of a part: every `count`th. Ascending. */
export function* shardIndices(jobs: number, { index, count }: Shard): Generator<number> {
  for (let job = index - 1; job < jobs; job += count) yield job;
}

export function countShardJobs(jobs: number, { index, count }: Shard): number {
  return Math.max(0, Math.ceil((jobs - (index - 1)) / count));
}

/** What a verdict rests on when only a part was made: it says so first. */
export function howWithin(shard: Shard, how: string): string {
  return shard.count === 1 ? how : `shard ${shard.index} of ${shard.count} alone: ${how}`;
}

/**
 * What a part covers, without what only the whole can claim: a part has every `count`th of the small workloads, so it
 * says nothing of all workloads up to a size.
 */
export function coverageWithin(shard: Shard, coverage: Coverage): Coverage {
  if (shard.count === 1) return coverage;
  return { ...coverage, exhausted: { ...coverage.exhausted, upToSize: -1 } };
}
