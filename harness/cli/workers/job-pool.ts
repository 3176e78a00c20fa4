import type { EarlyEnd } from '../../explore/early-end.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Interruption } from '../../explore/judge-findings.ts';
import { FailedRequest, interruptionBy } from './failed-request.ts';
import { NeverYielded } from './watchdog.ts';
import type { WorkerCrew } from './worker-crew.ts';
import type { JobsReply, Target } from './worker-protocol.ts';

export interface RunJobsOptions {
  readonly crew: WorkerCrew;
  readonly target: Target;
  /** Ascending. */
  readonly indices: Iterable<number>;
  /** Findings of an earlier run, of other indices than these. */
  readonly known?: readonly JobFindings[];
  readonly workers: number;
  readonly hangMs: number;
  /** Notices when there is a reason to end; null: none is. */
  readonly early: EarlyEnd | null;
  /** Real time after which no job begins and running ones end early; infinite without a time budget. */
  readonly timeMs: number;
  /** Told of jobs that ran to their end, once each. */
  readonly onFinished?: (jobs: readonly JobFindings[]) => void;
  readonly onProgress: (jobs: Iterable<JobFindings>) => void;
}

export interface JobsDone {
  readonly jobs: readonly JobFindings[];
  readonly interruption: Interruption | null;
}

/** Real ms of work in one request: long against a message (0.1 ms), short against a person's patience. */
const BATCH_MS = 100;
/** How many times as many jobs as the one before a request may have: the first ones load and warm up. */
const BATCH_GROWTH = 4;
const BATCH_MAX = 1_000;

/** Hands jobs to worker threads until they are done, the time is up, somebody interrupts, or a step never returns, or its thread ends. */
export class JobPool {
  private readonly options: RunJobsOptions;
  private readonly done: Map<number, JobFindings>;
  private readonly queue: Iterator<number>;
  private readonly again: number[] = [];
  /** The first job in progress of each member: all that it still has to do come after it. */
  private readonly firsts: number[] = [];
  private interruption: (Interruption & { kind: 'time' | 'interrupt' }) | null = null;
  /** What no job comes after, in whose place no other thread can go on. */
  private stuck: { readonly job: number; readonly error: NeverYielded | FailedRequest } | null = null;

  constructor(options: RunJobsOptions) {
    this.options = options;
    this.done = new Map((options.known ?? []).map((job) => [job.index, job]));
    this.queue = options.indices[Symbol.iterator]();
  }

  async run(): Promise<JobsDone> {
    const { timeMs, workers, crew, early } = this.options;
    crew.clearStop();
    early?.take(this.done);
    const timer = Number.isFinite(timeMs)
      ? setTimeout(() => this.stop({ kind: 'time', seconds: timeMs / 1000 }), timeMs)
      : undefined;
    try {
      await Promise.all(Array.from({ length: workers }, (_, member) => this.work(member)));
    } finally {
      clearTimeout(timer);
      crew.clearStop();
    }
    return this.whatIsDone();
  }

  /** Ends the run early with what is known. The first reason stays. */
  stop(reason: Interruption & { kind: 'time' | 'interrupt' }): void {
    this.interruption ??= reason;
    this.options.crew.requestStop();
  }

  private async work(member: number): Promise<void> {
    let size = 1;
    for (;;) {
      const batch = this.take(size);
      const [first] = batch;
      if (first === undefined) return;
      this.firsts[member] = first;
      const beganAt = performance.now();
      try {
        const { crew, target } = this.options;
        this.keep(await crew.member(member).ask({ kind: 'jobs', target, indices: batch }));
      } catch (error) {
        if (error instanceof NeverYielded && batch.includes(error.job)) this.standStill(error, error.job, batch);
        else if (error instanceof FailedRequest) {
          this.standStill(error, batch.includes(error.job) ? error.job : first, batch);
        } else throw error;
      }
      // Asked to stop because of another's step: what is left before that step may still be this one's to do.
      if (this.interruption === null) this.options.crew.member(member).marks.clearStop();
      const perJob = (performance.now() - beganAt) / batch.length;
      size = Math.max(1, Math.min(Math.round(BATCH_MS / perJob), batch.length * BATCH_GROWTH, BATCH_MAX));
    }
  }

  /** The next jobs: none when the run is to end, and none beyond a step that never returned. */
  private take(size: number): number[] {
    const batch: number[] = [];
    while (batch.length < size && this.interruption === null) {
      const index = this.again.shift() ?? this.next();
      if (index === null || index >= this.limit) break;
      batch.push(index);
    }
    return batch;
  }

  private next(): number | null {
    if (this.stuck !== null || this.hasReason) return null;
    const next = this.queue.next();
    return next.done === true ? null : next.value;
  }

  private keep({ finished, cut }: JobsReply): void {
    for (const job of finished) this.done.set(job.index, job);
    this.lookForEnd();
    if (cut !== null) this.done.set(cut.index, cut);
    if (finished.length > 0) this.options.onFinished?.(finished);
    this.options.onProgress(this.done.values());
  }

  /** Not once some jobs are cut short: what those found is no reason that would come again. */
  private lookForEnd(): void {
    const { early, crew } = this.options;
    if (this.hasReason || this.interruption !== null || this.stuck !== null) return;
    early?.take(this.done);
    if (this.hasReason) crew.requestStop();
  }

  /**
   * The findings end before the first job that never returns or fails, whoever ran it: jobs before it are still made, jobs
   * after it are not. Otherwise they would depend on which worker was how far.
   */
  private standStill(error: NeverYielded | FailedRequest, job: number, batch: readonly number[]): void {
    this.again.push(...batch.filter((index) => index < job && !this.done.has(index)));
    if (job >= this.limit) return;
    this.stuck = { job, error };
    this.firsts.forEach((first, member) => {
      if (first > job) this.options.crew.member(member).marks.requestStop();
    });
  }

  private get hasReason(): boolean {
    return (this.options.early?.reason ?? null) !== null;
  }

  private get limit(): number {
    return this.stuck?.job ?? Number.POSITIVE_INFINITY;
  }

  private async whatIsDone(): Promise<JobsDone> {
    const { interruption, stuck } = this;
    const { early } = this.options;
    const jobs = [...this.done.values()];
    if (early !== null && early.reason !== null) {
      return { jobs: jobs.filter(({ index }) => !early.isBeyond(index)), interruption: { kind: early.reason } };
    }
    if (stuck === null || interruption?.kind === 'interrupt') return { jobs, interruption };
    const { job, error } = stuck;
    const ending: Interruption =
      error instanceof NeverYielded
        ? { kind: 'stuck', message: await this.describeStuck(error), job }
        : interruptionBy(error, job);
    return { jobs: jobs.filter(({ index }) => index < job), interruption: ending };
  }

  private async describeStuck({ job, ordinal, choices }: NeverYielded): Promise<string> {
    const { crew, target, hangMs } = this.options;
    const within = `did not return within ${hangMs / 1000} s`;
    try {
      const labels = await crew.member(0).ask({ kind: 'prefix', target, index: job, ordinal, choices });
      return (
        `ERR_NEVER_YIELDED: step ${choices.length}, ${labels.at(-1) ?? 'the setup'}, ${within} ` +
        `(job ${job}, execution ${ordinal}); schedule prefix: ${labels.join('; ')}`
      );
    } catch {
      return `ERR_NEVER_YIELDED: a step of job ${job} ${within}`;
    }
  }
}
