import type { DrainStep } from '../engine/drain.ts';
import type { RacelineError } from '../engine/errors.ts';
import type { Limits } from '../engine/limits.ts';
import type { Strategy } from '../engine/strategy.ts';
import type { CostMeter } from '../run/cost-meter.ts';
import type { ExecutionRun } from '../run/execution-run.ts';
import { type LeakWatch, leakWatchFor } from '../run/leak-watch.ts';
import type { SliceableMachine } from '../run/slices.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Bail } from './early-end.ts';
import type { Executions } from './executions.ts';
import { faultClassOf } from './fault-class.ts';
import type { Job } from './job.ts';
import { JobExecutions } from './job-executions.ts';
import type { JobFindings } from './job-findings.ts';
import { JobRecord } from './job-record.ts';
import { RepeatEach, TraceObserver } from './repeat-each.ts';
import { RepeatFirst } from './repeat-first.ts';

export interface JobInput {
  readonly scenario: Scenario;
  readonly subject: unknown;
  readonly job: Job;
  readonly limits: Limits;
  readonly meter?: CostMeter | null;
  /** Whether each schedule is executed twice. */
  readonly checksDeterminism?: boolean;
}

/** Runs the executions of one job one after the other. Finished when `advance` returns false; then read `findings`. */
export class JobRun implements SliceableMachine {
  readonly leaks: LeakWatch;
  private readonly job: Job;
  private readonly faultClass: string | null;
  private readonly strategy: Strategy;
  private readonly record: JobRecord;
  private readonly own: JobExecutions;
  private readonly executions: Executions;
  private run: ExecutionRun | null = null;

  constructor({ scenario, subject, job, limits, meter = null, checksDeterminism = false }: JobInput) {
    const { workload, faults } = job;
    this.job = job;
    this.faultClass = faultClassOf(scenario, job);
    this.leaks = leakWatchFor(scenario);
    this.strategy = job.strategy.make(job);
    const bail = job.bails ? new Bail(scenario.properties.map(({ name }) => name)) : null;
    this.record = new JobRecord({ leaks: this.leaks, meter, workload, faults, bail });
    const observer = checksDeterminism ? new TraceObserver() : null;
    const input = { scenario, subject, workload, faults, limits };
    this.own = new JobExecutions({ job, strategy: this.strategy, record: this.record, input, observer });
    const each = observer === null ? this.own : new RepeatEach(this.own, observer);
    const when = repeatsFirst(job, scenario, checksDeterminism);
    this.executions = when === null ? each : new RepeatFirst(each, this.own, this.record, when);
  }

  /** The moment to let other work of the process have its turn. */
  get isBetweenExecutions(): boolean {
    return this.run === null && !this.executions.isMidway;
  }

  advance(): boolean {
    this.run ??= this.executions.begin();
    if (this.run === null) return false;
    if (!this.run.advance()) this.endRun(this.run);
    return true;
  }

  /** One execution. */
  advanceMany(drain: DrainStep): number {
    const run = this.executions.begin();
    if (run === null) return 0;
    this.run = run;
    const steps = run.advanceMany(drain);
    this.endRun(run);
    return Math.max(1, steps);
  }

  escaped(error: unknown): void {
    this.run?.escaped(error);
  }

  doubted(error: RacelineError): void {
    this.record.doubt(error);
  }

  findings(): JobFindings {
    const { index, origin, size } = this.job;
    return {
      index,
      origin,
      size,
      faultClass: this.faultClass,
      strategy: this.job.strategy.name,
      isProof: this.job.strategy.facts.enumerates,
      ...this.record.recorded(),
      isExhausted: this.own.isExhausted,
      repeated: this.strategy.repeated ?? 0,
      incomplete: this.strategy.isIncomplete ?? null,
      unrepeatable: this.strategy.unrepeatable ?? null,
    };
  }

  private endRun(run: ExecutionRun): void {
    this.executions.end(run, null);
    this.run = null;
  }
}

/** When the first execution of a job is made again, if it is: see RepeatFirst. */
function repeatsFirst(job: Job, scenario: Scenario, checksDeterminism: boolean): 'before' | 'after' | null {
  if (job.strategy.facts.enumerates) return job.executionsMax > 0 ? 'before' : null;
  // The first two jobs of each example are enough: whatever their executions leave behind, those of later jobs do.
  return !checksDeterminism && job.index < 2 * Object.keys(scenario.examples).length ? 'after' : null;
}
