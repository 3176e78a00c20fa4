import { defaultOrder } from '../engine/default-order.ts';
import type { DrainStep, Machine } from '../engine/drain.ts';
import type { Limits } from '../engine/limits.ts';
import { StepLog } from '../engine/step-log.ts';
import type { Strategy } from '../engine/strategy.ts';
import { hashString, TraceHash } from '../engine/trace-hash.ts';
import { type Beat, beatFor } from '../run/beat.ts';
import type { CostMeter, CostSamples } from '../run/cost-meter.ts';
import { DeterminismCheck } from '../run/determinism-check.ts';
import { type Engine, type ExecutionInput, ExecutionRun } from '../run/execution-run.ts';
import type { FoundViolation } from '../run/found-violation.ts';
import { type LeakWatch, leakWatchFor } from '../run/leak-watch.ts';
import { Repetition } from '../run/repetition.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Job, randomSeedOf } from './plan.ts';
import { type ClassCounts, TraceClasses } from './trace-classes.ts';

/** What one job found. Plain data: it crosses worker boundaries. */
export interface JobFindings {
  readonly index: number;
  readonly origin: string;
  readonly size: number | null;
  /** Whether every schedule was to be executed. */
  readonly isProof: boolean;
  readonly executions: number;
  readonly steps: number;
  /** Digest of every execution's trace hash, in order. */
  readonly traceHash: string;
  /** The violation of each property that took the fewest steps in this job, the earliest of those. */
  readonly violations: readonly FoundViolation[];
  /** Executions that a named bound ended, by bound. */
  readonly bounds: Readonly<Record<string, number>>;
  /** Whether the strategy had nothing left to explore: for an exhaustive job, a proof within bounds. */
  readonly isExhausted: boolean;
  /** Uncontrolled nondeterminism that was seen, one line each. */
  readonly leaks: readonly string[];
  /** Empty unless costs were asked for. */
  readonly costs: CostSamples;
  /** Trace classes of the executions that were looked at; none for exhaustive jobs, which execute each once. */
  readonly classes: ClassCounts;
  /** Most actors and most steps of an execution: what the guarantee of `pct` depends on. */
  readonly actorsMax: number;
  readonly stepsMax: number;
  /** Executions of an exhaustive job that repeated others. */
  readonly repeated: number;
  /** Why an exhaustive job proves nothing though it came to its end. */
  readonly doubt: string | null;
  /** Whether the code kept something of the first execution of its thread, which all later ones then began with. */
  readonly isWarmed: boolean;
}

/** Leaks named in one job: more of them say nothing new. */
const LEAKS_MAX = 10;

/** Runs the executions of one job one after the other. Finished when `advance` returns false; then read `findings`. */
export class JobRun implements Machine {
  private readonly scenario: Scenario;
  private readonly subject: unknown;
  private readonly job: Job;
  private readonly limits: Limits;
  private readonly beat: Beat;
  readonly leaks: LeakWatch;
  private readonly meter: CostMeter | null;
  private readonly strategy: Strategy;
  private readonly hash: TraceHash = new TraceHash();
  private readonly violations: Map<string, FoundViolation> = new Map();
  private readonly bounds: Record<string, number> = {};
  private readonly leakLines: Set<string> = new Set();
  private run: ExecutionRun | null = null;
  private readonly check: DeterminismCheck | null;
  /** The execution that `run` repeats. */
  private checked: ExecutionRun | null = null;
  private readonly classes: TraceClasses = new TraceClasses();
  private readonly lookLog: StepLog = new StepLog(true);
  private readonly salt: number;
  private readonly usesSeams: boolean;
  /** The same object for every execution. */
  private readonly input: ExecutionInput & { randomSeed: number };
  private readonly usual: Engine;
  private readonly looked: Engine;
  /** The first execution, which is made again. */
  private first: Repetition | null = null;
  /** The execution that does so, while it runs. */
  private repetition: ExecutionRun | null = null;
  /** Whether all that is left is to make the first execution again. */
  private isOver = false;
  private actorsMax = 0;
  private stepsMax = 0;
  private executions = 0;
  private steps = 0;
  private isExhausted = false;

  constructor(input: {
    scenario: Scenario;
    subject: unknown;
    job: Job;
    limits: Limits;
    meter?: CostMeter | null;
    checksDeterminism?: boolean;
  }) {
    this.scenario = input.scenario;
    this.subject = input.subject;
    this.job = input.job;
    this.limits = input.limits;
    this.beat = beatFor(input.limits.stepsMax);
    this.leaks = leakWatchFor(input.scenario);
    this.meter = input.meter ?? null;
    this.strategy = input.job.strategy.make(input.job);
    this.check = input.checksDeterminism === true ? new DeterminismCheck() : null;
    const { workload, faults } = input.job;
    const { scenario, subject, limits } = input;
    this.usesSeams = scenario.control !== 'gates';
    this.input = { scenario, subject, workload, faults, randomSeed: 0, limits };
    this.usual = { strategy: this.strategy, choices: this.beat.choices, observer: this.check, log: null };
    this.looked = { ...this.usual, log: this.lookLog };
    this.salt = hashString(JSON.stringify([input.job.workload, input.job.faults]) ?? '');
  }

  /** True between two executions: the moment to let other work of the process have its turn. */
  get isBetweenExecutions(): boolean {
    return this.run === null;
  }

  advance(): boolean {
    if (this.run === null && !this.beginExecution()) return false;
    const run = this.run as ExecutionRun | null;
    if (run === null || run.advance()) return true;
    if (this.beginAgain(run) === null) this.endRun(run);
    return true;
  }

  /** One execution. */
  advanceMany(drain: DrainStep): number {
    if (!this.beginExecution()) return 0;
    const run = this.run as unknown as ExecutionRun;
    let steps = run.advanceMany(drain);
    const again = this.beginAgain(run);
    if (again !== null) steps += again.advanceMany(drain);
    this.endRun(again ?? run);
    return Math.max(1, steps);
  }

  /** Begins the repetition of an execution, if that is asked for and `run` is not it already. */
  private beginAgain(run: ExecutionRun): ExecutionRun | null {
    if (this.check === null || this.checked !== null || run === this.repetition) return null;
    this.checked = run;
    this.run = this.check.begin(run, this.input);
    return this.run;
  }

  private endRun(run: ExecutionRun): void {
    if (run === this.repetition) {
      this.endRepetition(run);
      return;
    }
    const difference = this.checked === null ? null : (this.check?.end(run) ?? null);
    this.endExecution(this.checked ?? run, difference);
    this.checked = null;
    this.run = null;
  }

  escaped(error: unknown): void {
    this.run?.escaped(error);
  }

  findings(): JobFindings {
    return {
      index: this.job.index,
      origin: this.job.origin,
      size: this.job.size,
      isProof: this.isEnumerating,
      executions: this.executions,
      steps: this.steps,
      traceHash: this.hash.digest(),
      violations: [...this.violations.values()],
      bounds: this.bounds,
      isExhausted: this.isExhausted,
      leaks: [...this.leakLines],
      costs: this.meter?.samples() ?? {},
      classes: Object.fromEntries(this.classes.counts),
      actorsMax: this.actorsMax,
      stepsMax: this.stepsMax,
      repeated: this.strategy.repeated ?? 0,
      doubt: this.strategy.isIncomplete ?? null,
      isWarmed: this.first?.isWarmed === true,
    };
  }

  private beginExecution(): boolean {
    // What only the first execution of a thread does must not come between schedules that are to be the same.
    if (this.executions === 0 && this.isEnumerating && this.job.executionsMax > 0) {
      this.first ??= new Repetition(this.input);
    }
    if (this.first !== null && !this.first.isSettled) return this.beginRepetition(this.first);
    // Asked once: a strategy that has nothing left, or more than there is time for, may say otherwise the next time.
    this.isOver ||= !this.hasMore();
    if (this.isOver) return this.first !== null && !this.first.isDone && this.beginRepetition(this.first);
    this.beat.executionBegins(this.executions);
    this.input.randomSeed = this.usesSeams ? randomSeedOf(this.job, this.executions) : 0;
    this.run = new ExecutionRun(this.input, this.engine());
    return true;
  }

  private hasMore(): boolean {
    if (this.strategy.begin()) return this.executions < this.job.executionsMax && this.steps < this.job.stepsMax;
    this.isExhausted = (this.strategy.isIncomplete ?? null) === null;
    return false;
  }

  private beginRepetition(first: Repetition): true {
    this.beat.executionBegins(0);
    this.repetition = first.begin(this.beat.choices);
    this.run = this.repetition;
    return true;
  }

  /** It is none of the job's executions: it only says whether those can be relied on. */
  private endRepetition(run: ExecutionRun): void {
    const difference = this.first?.end(run) ?? null;
    this.noteLeaks(run.ending?.kind === 'deadlock', difference, run.execution.refusals);
    this.repetition = null;
    this.run = null;
  }

  /** The first execution of every job is the default order: a failure that needs no preemption is then reported as such. */
  private engine(): Engine {
    if (this.executions === 0 && !this.isEnumerating) return { ...this.usual, strategy: defaultOrder };
    return this.isLookedAt ? this.looked : this.usual;
  }

  /** `difference`: where it went otherwise when it was repeated. */
  private endExecution(run: ExecutionRun, difference: string | null): void {
    const { execution } = run;
    this.hash.mix(execution.hash.low, execution.hash.high);
    this.steps += execution.steps;
    this.stepsMax = Math.max(this.stepsMax, execution.steps);
    this.actorsMax = Math.max(this.actorsMax, execution.actors.length);
    if (execution.log === this.lookLog) this.classes.look(this.lookLog, this.salt);
    const ending = execution.ending;
    if (ending?.kind === 'bound') this.bounds[ending.bound] = (this.bounds[ending.bound] ?? 0) + 1;
    // What escaped cannot complete in here, so an execution that leaked says nothing about any property.
    const isSound = this.noteLeaks(ending?.kind === 'deadlock', difference, execution.refusals);
    if (this.meter !== null && isSound && ending?.kind !== 'bound') run.measure(this.meter);
    for (const violation of isSound ? run.violations : []) {
      const known = this.violations.get(violation.property);
      if (known !== undefined && known.choices.length <= execution.steps) continue;
      this.violations.set(violation.property, {
        property: violation.property,
        message: violation.evidence.message,
        execution: this.executions,
        choices: Array.from(execution.choices.subarray(0, execution.steps)),
        randomSeed: this.input.randomSeed,
        traceHash: execution.hash.digest(),
      });
    }
    this.strategy.end(execution.steps);
    if (this.executions === 0 && this.repeatsFirst && isSound) {
      this.first = new Repetition(this.input);
      this.first.end(run);
    }
    this.executions++;
  }

  /** The first job of each example is enough: whatever its executions leave behind, those of later jobs do. */
  private get repeatsFirst(): boolean {
    const { job, scenario, check } = this;
    return check === null && !this.isEnumerating && job.index < Object.keys(scenario.examples).length;
  }

  private get isEnumerating(): boolean {
    return this.job.strategy.facts.enumerates;
  }

  private get isLookedAt(): boolean {
    const { lookEvery } = this.job;
    // The middle one of each so many: the first of a job is the default order.
    return !this.isEnumerating && this.executions % lookEvery === lookEvery >> 1;
  }

  private noteLeaks(isStuck: boolean, difference: string | null, refusals: readonly string[] | null): boolean {
    let leaks = this.leaks.take(isStuck);
    if (refusals !== null) leaks = [...leaks, ...refusals];
    if (difference !== null) leaks = [...leaks, difference];
    for (const leak of leaks) if (this.leakLines.size < LEAKS_MAX) this.leakLines.add(leak);
    return leaks.length === 0;
  }
}
