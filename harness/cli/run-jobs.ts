import type { Interruption } from '../explore/merge.ts';
import type { JobFindings } from '../explore/run-job.ts';
import { NeverYielded } from './supervised-worker.ts';
import type { WorkerCrew } from './worker-crew.ts';
import type { Target } from './worker-protocol.ts';

export interface RunJobsOptions {
  readonly crew: WorkerCrew;
  readonly target: Target;
  readonly indices: Iterable<number>;
  readonly workers: number;
  readonly hangMs: number;
  /** Real time after which no job begins and running ones end early; infinite without a time budget. */
  readonly timeMs: number;
  readonly onProgress: (jobs: readonly JobFindings[]) => void;
}

export interface JobsDone {
  readonly jobs: readonly JobFindings[];
  readonly interruption: Interruption | null;
}

/** Hands jobs to worker threads until they are done, the time is up, somebody interrupts, or a step never returns. */
export class JobPool {
  private readonly options: RunJobsOptions;
  private readonly done: JobFindings[] = [];
  private readonly queue: Iterator<number>;
  private interruption: Interruption | null = null;

  constructor(options: RunJobsOptions) {
    this.options = options;
    this.queue = options.indices[Symbol.iterator]();
  }

  async run(): Promise<JobsDone> {
    const { timeMs, workers, crew } = this.options;
    crew.clearStop();
    const timer = Number.isFinite(timeMs)
      ? setTimeout(() => this.stop({ kind: 'time', seconds: timeMs / 1000 }), timeMs)
      : undefined;
    try {
      await Promise.all(Array.from({ length: workers }, (_, member) => this.work(member)));
    } finally {
      clearTimeout(timer);
      crew.clearStop();
    }
    return { jobs: this.done, interruption: this.interruption };
  }

  /** Ends the run early with what is known. The first reason stays. */
  stop(reason: Interruption): void {
    this.interruption ??= reason;
    this.options.crew.requestStop();
  }

  private async work(member: number): Promise<void> {
    while (this.interruption === null) {
      const next = this.queue.next();
      if (next.done === true) return;
      try {
        this.done.push(
          await this.options.crew.member(member).ask({ kind: 'job', target: this.options.target, index: next.value }),
        );
        this.options.onProgress(this.done);
      } catch (error) {
        if (!(error instanceof NeverYielded)) throw error;
        this.options.crew.replace(member);
        this.stop({ kind: 'stuck', message: await this.describeStuck(member, next.value, error) });
      }
    }
  }

  private async describeStuck(member: number, index: number, never: NeverYielded): Promise<string> {
    const { crew, target, hangMs } = this.options;
    try {
      const { ordinal, choices } = never;
      const labels = await crew.member(member).ask({ kind: 'prefix', target, index, ordinal, choices });
      return (
        `ERR_NEVER_YIELDED: step ${choices.length}, ${labels.at(-1) ?? 'the setup'}, did not return within ` +
        `${hangMs / 1000} s (job ${index}, execution ${ordinal}); schedule prefix: ${labels.join('; ')}`
      );
    } catch {
      crew.replace(member);
      return `ERR_NEVER_YIELDED: a step of job ${index} did not return within ${hangMs / 1000} s`;
    }
  }
}
