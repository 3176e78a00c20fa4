import { defaultOrder } from '../engine/default-order.ts';
import type { StepObserver } from '../engine/step-observer.ts';
import type { Strategy } from '../engine/strategy.ts';
import { type Beat, beatFor } from '../run/beat.ts';
import { type Engine, type ExecutionInput, ExecutionRun } from '../run/execution-run.ts';
import type { Executions } from './executions.ts';
import { type Job, randomSeedOf } from './job.ts';
import type { JobRecord } from './job-record.ts';

/**
 * A proof is given up once it is estimated to take this many times the steps that it may take. Of 1,161 proofs of
 * the catalogue and 671 of random programs that came to their end, none was estimated, at any moment, to take more than 3.7 times
 * what it then took; those that did not come to theirs had spent nine tenths of all steps.
 */
const HOPELESS = 4;

/** The executions of a job: as its strategy has them, within its bounds. */
export class JobExecutions implements Executions {
  readonly isMidway = false;
  /** Of the execution begun last: the same object for all. */
  readonly input: ExecutionInput & { randomSeed: number };
  /** Whether the strategy came to its end. */
  isExhausted = false;
  private readonly job: Job;
  private readonly strategy: Strategy;
  private readonly record: JobRecord;
  private readonly beat: Beat;
  private readonly usesSeams: boolean;
  private readonly first: Engine;
  private readonly usual: Engine;
  private readonly looked: Engine;
  /** Asked once: a strategy that has nothing left, or more than there is time for, may say otherwise the next time. */
  private isOver = false;

  constructor(of: {
    job: Job;
    strategy: Strategy;
    record: JobRecord;
    input: Omit<ExecutionInput, 'randomSeed'>;
    observer: StepObserver | null;
  }) {
    this.job = of.job;
    this.strategy = of.strategy;
    this.record = of.record;
    this.input = { ...of.input, randomSeed: 0 };
    this.usesSeams = of.input.scenario.control !== 'gates';
    this.beat = beatFor(of.input.limits.stepsMax);
    this.usual = { strategy: of.strategy, choices: this.beat.choices, observer: of.observer, log: null };
    this.looked = { ...this.usual, log: of.record.lookLog };
    // The first execution of every job is the default order: a failure that needs no preemption is then reported as such.
    this.first = { ...this.usual, strategy: of.job.strategy.facts.enumerates ? of.strategy : defaultOrder };
  }

  begin(): ExecutionRun | null {
    this.isOver ||= !this.hasMore();
    if (this.isOver) return null;
    const ordinal = this.record.executions;
    this.beat.executionBegins(ordinal);
    this.input.randomSeed = this.usesSeams ? randomSeedOf(this.job, ordinal) : 0;
    return new ExecutionRun(this.input, this.engineOf(ordinal));
  }

  end(run: ExecutionRun, difference: string | null): boolean {
    const isSound = this.record.take(run, difference, this.input.randomSeed);
    this.strategy.end(run.execution.steps);
    return isSound;
  }

  private hasMore(): boolean {
    const { job, record, strategy } = this;
    if (record.isOver) return false;
    if (record.steps > HOPELESS * job.stepsMax * (strategy.explored ?? 1)) return false;
    if (strategy.begin()) return record.executions < job.executionsMax && record.steps < job.stepsMax;
    this.isExhausted = (strategy.isIncomplete ?? strategy.unrepeatable ?? null) === null;
    return false;
  }

  private engineOf(ordinal: number): Engine {
    if (ordinal === 0) return this.first;
    const { lookEvery } = this.job;
    // The middle one of each `lookEvery`: the first of a job is the default order.
    const isLookedAt = !this.job.strategy.facts.enumerates && ordinal % lookEvery === lookEvery >> 1;
    return isLookedAt ? this.looked : this.usual;
  }
}
