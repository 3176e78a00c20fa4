import { RacelineError } from '../../engine/errors.ts';
import type { Checkpoint } from '../../explore/checkpoint.ts';
import { areSame, cheapestOf } from '../../explore/job-again.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import { askOrLose } from './ask-or-lose.ts';
import type { WorkerCrew } from './worker-crew.ts';
import type { Target } from './worker-protocol.ts';

/**
 * Makes a known job of each implementation again and throws ERR_CHECKPOINT_MISMATCH unless its findings are the same: an edit that no
 * digest saw, another version of Node, a file that the code reads. `name` is the checkpoint's, for the message.
 */
export async function verifyKnown(crew: WorkerCrew, { header, known }: Checkpoint, name: string): Promise<void> {
  for (const [implementation, { jobs }] of known) {
    const cheapest = cheapestOf(jobs.values());
    const target = { implementation, options: header.options };
    if (cheapest === null || (await isTheSame(crew, target, cheapest))) continue;
    throw new RacelineError('ERR_CHECKPOINT_MISMATCH', {
      what: `${name} has other findings of job ${cheapest.index} of ${implementation}`,
      why: 'the code under test, or something that it depends on, has changed since',
      next: 'Begin again with --checkpoint alone.',
    });
  }
}

async function isTheSame(crew: WorkerCrew, target: Target, job: JobFindings): Promise<boolean> {
  const reply = await askOrLose(() => crew.member(0).ask({ kind: 'jobs', target, indices: [job.index] }));
  const again = reply?.finished[0];
  return again !== undefined && areSame(again, job);
}
