import type { Interruption } from '../../explore/judge-findings.ts';
import { NeverYielded } from './watchdog.ts';

/**
 * A request that came to nothing by no mistake of the user's: the engine failed, or the thread ended. What it was about is unknown,
 * and nothing else is.
 */
export class FailedRequest extends Error {
  readonly code = 'ERR_INVARIANT';
  /** In progress then; -1 when it was no job. */
  readonly job: number;

  constructor(says: string, job: number, cause: Error) {
    super(says);
    this.job = job;
    this.stack = cause.stack ?? '';
  }
}

/** The thread itself ended, whoever's code was why: it may be what an earlier request has left behind. */
export class LostThread extends FailedRequest {}

/** How an exploration ends that cannot get past this job. Throws any error that is the user's to mend. */
export function interruptionBy(error: unknown, job: number): Interruption {
  if (error instanceof NeverYielded) {
    return { kind: 'stuck', message: `ERR_NEVER_YIELDED: a step of job ${job} never returned`, job };
  }
  if (error instanceof FailedRequest) return { kind: 'failed', message: error.message, job };
  throw error;
}
