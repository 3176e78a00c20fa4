import { defaultOrder } from '../engine/default-order.ts';
import { beatFor } from '../run/beat.ts';
import { type ExecutionInput, ExecutionRun } from '../run/execution-run.ts';
import type { Executions } from './executions.ts';
import type { JobExecutions } from './job-executions.ts';
import type { JobRecord } from './job-record.ts';

/** Why the same choices may lead to another execution, and what to do about it. */
export const KEEPS_SOMETHING: string =
  'the code keeps something from one execution to the next (reset module variables in setup), or asks what no seam ' +
  'controls; --check-determinism names the step';

/** What is said where the default order is another execution after others than before. */
export const WENT_ANOTHER_WAY: string = `the first execution went another way later; ${KEEPS_SOMETHING}`;

/** Times that the first execution has been made: at first, again at once, and after all others. */
const MADE_AGAIN = 2;
const MADE_LAST = 3;

/**
 * The default order of a job, made again at once and after all other executions. Every execution begins in the same world
 * but for one thing: variables of modules live as long as the thread. What the first one leaves there once and for all (a
 * package that has probed the disk) shows at once. What changes later than that makes executions mean something else,
 * mostly less: a queue that waits for what was killed, a counter.
 *
 * `before`: the first two are made before the job's own, for what only the first execution of a thread does must not come
 * between schedules that an exhaustive strategy takes for the same. Else the job's own first execution is the first.
 */
export class RepeatFirst implements Executions {
  private readonly inner: Executions;
  private readonly job: JobExecutions;
  private readonly record: JobRecord;
  private readonly isBefore: boolean;
  private hasEnded = false;
  /** What is repeated; null: nothing. */
  private input: ExecutionInput | null = null;
  private times = 0;
  private expected = '';
  /** The repetition in progress. */
  private repetition: ExecutionRun | null = null;

  constructor(inner: Executions, job: JobExecutions, record: JobRecord, when: 'before' | 'after') {
    this.inner = inner;
    this.job = job;
    this.record = record;
    this.isBefore = when === 'before';
  }

  get isMidway(): boolean {
    return this.inner.isMidway;
  }

  begin(): ExecutionRun | null {
    if (this.isBefore) this.input ??= { ...this.job.input };
    if (this.input !== null && this.times < MADE_AGAIN) return this.repeat(this.input);
    const next = this.inner.begin();
    if (next !== null || this.input === null || this.times === MADE_LAST) return next;
    return this.repeat(this.input);
  }

  end(run: ExecutionRun, difference: string | null): boolean {
    // It is none of the job's executions: it only says whether those can be relied on.
    if (run === this.repetition) return this.record.noteLeaks(run, this.compared(run));
    const isSound = this.inner.end(run, difference);
    if (!this.hasEnded && !this.isBefore && isSound) {
      this.input = { ...this.job.input };
      this.compared(run);
    }
    this.hasEnded = true;
    return isSound;
  }

  private repeat(input: ExecutionInput): ExecutionRun {
    const beat = beatFor(input.limits.stepsMax);
    beat.executionBegins(0);
    this.repetition = new ExecutionRun(input, { strategy: defaultOrder, choices: beat.choices, observer: null });
    return this.repetition;
  }

  /** Null if it went as the time before, else what to say of it. */
  private compared({ execution }: ExecutionRun): string | null {
    const before = this.expected;
    this.expected = execution.hash.digest();
    this.times++;
    if (this.times === 1 || this.expected === before) return null;
    if (this.times === MADE_LAST) return WENT_ANOTHER_WAY;
    this.record.isWarmed = true;
    return null;
  }
}
