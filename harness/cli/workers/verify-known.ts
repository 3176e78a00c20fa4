import { RacelineError } from '../../engine/errors.ts';
import type { Checkpoint } from '../../explore/checkpoint.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import { askOrLose } from './ask-or-lose.ts';
import type { WorkerCrew } from './worker-crew.ts';
import type { Target } from './worker-protocol.ts';

/** Executions of a job that is worth making again; exhaustive ones may have millions. */
const EXECUTIONS_MAX = 1_000;

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

function cheapestOf(known: Iterable<JobFindings>): JobFindings | null {
  let cheapest: JobFindings | null = null;
  for (const job of known) {
    const isEligible = job.executions > 0 && job.executions <= EXECUTIONS_MAX;
    if (isEligible && (cheapest === null || job.executions < cheapest.executions)) cheapest = job;
  }
  return cheapest;
}

async function isTheSame(crew: WorkerCrew, target: Target, job: JobFindings): Promise<boolean> {
  const reply = await askOrLose(() => crew.member(0).ask({ kind: 'jobs', target, indices: [job.index] }));
  const again = reply?.finished[0];
  return again !== undefined && sorted(again) === sorted(job);
}

/** JSON with sorted keys: a file's keys need not come in the order in which a job has them. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
