import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RacelineError } from '../../engine/errors.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import { CHECKPOINT_FORMAT, type Checkpoint, type CheckpointHeader } from '../../explore/checkpoint.ts';
import { requireSameRun } from '../../explore/checkpoint-match.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import type { ExploreArguments, Settings } from '../options/explore-settings.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { digestCode } from './code-digest.ts';

/** What --resume names. Null without it, and for a file that --checkpoint is yet to write. */
export function readResumed({ resume, checkpoint }: ExploreArguments): Checkpoint | null {
  if (resume === undefined) return null;
  const isToBeWritten = checkpoint !== undefined && resolve(checkpoint) === resolve(resume);
  return isToBeWritten && !existsSync(resume) ? null : readCheckpoint(resume);
}

/** What the findings of this command will depend on. */
export async function headerOf(
  { scenario: reference, checkpoint, resume }: ExploreArguments,
  { options, timeIsTheGoal, shard }: Settings,
  description: ScenarioDescription,
  implementations: readonly string[],
): Promise<CheckpointHeader> {
  const isNeeded = checkpoint !== undefined || resume !== undefined;
  return {
    format: CHECKPOINT_FORMAT,
    engine: ENGINE_VERSION,
    reference,
    scenario: description.name,
    implementations,
    options,
    timeIsTheGoal,
    shard,
    code: isNeeded ? await digestCode(reference, options.strategy) : {},
  };
}

/**
 * Throws unless `resumed` has findings of the run that `header` is of, which has `jobs` jobs, and of no other. `name` is the
 * file's.
 */
export function requireContinued(resumed: Checkpoint, header: CheckpointHeader, jobs: number, name: string): void {
  requireSameRun(resumed.header, header, name, { ignoresShard: false });
  requireJobsOf(resumed, jobs, name);
}

/** Throws ERR_BAD_CHECKPOINT for findings of jobs that it cannot have: there are `jobs`, and its shard's are some of them. */
export function requireJobsOf({ header, known }: Checkpoint, jobs: number, name: string): void {
  const { index, count } = header.shard;
  for (const [implementation, of] of known) {
    for (const job of of.jobs.keys()) {
      if (job < jobs && job % count === index - 1) continue;
      throw new RacelineError('ERR_BAD_CHECKPOINT', {
        what: `${name} has findings of job ${job} of ${implementation}`,
        why: `shard ${index} of ${count} has no such job`,
        next: 'Begin again with --checkpoint alone.',
      });
    }
  }
}
