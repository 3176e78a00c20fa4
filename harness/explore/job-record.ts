import type { RacelineError } from '../engine/errors.ts';
import { StepLog } from '../engine/step-log.ts';
import { hashString, TraceHash } from '../engine/trace-hash.ts';
import { areApart } from '../engine/turn.ts';
import type { CostMeter } from '../run/cost-meter.ts';
import type { ExecutionRun } from '../run/execution-run.ts';
import type { LeakWatch } from '../run/leak-watch.ts';
import type { Doubt } from '../scenario/how.ts';
import { worldOf } from '../world/world.ts';
import { type Bail, isMostlyBounded } from './early-end.ts';
import { addLeak, addUndecidable, type JobFindings, type JobViolation, type Undecidable } from './job-findings.ts';
import { TraceClasses } from './trace-classes.ts';

/** Leaks named in one job: more of them say nothing new. */
const LEAKS_MAX = 10;

/** What a job knows of its executions. */
type Recorded = Pick<
  JobFindings,
  | 'executions'
  | 'steps'
  | 'traceHash'
  | 'first'
  | 'violations'
  | 'exercised'
  | 'undecided'
  | 'bounds'
  | 'leaks'
  | 'costs'
  | 'classes'
  | 'actorsMax'
  | 'stepsMax'
  | 'isWarmed'
  | 'hasDrawn'
  | 'real'
  | 'hasOwnTurns'
  | 'hasReachedOut'
>;

/** Sums up the executions of one job as they end. */
export class JobRecord {
  /** Executions so far. */
  executions = 0;
  steps = 0;
  /** The code kept something of the first execution of its thread. */
  isWarmed = false;
  private hasReachedOut = false;
  private isDamaged = false;
  /** Executions that a bound ended. */
  private bounded = 0;
  private hasDrawn = false;
  private readonly real: Set<string> = new Set();
  private hasOwnTurns = false;
  /** Where an execution whose trace class is wanted says what its steps touch. */
  readonly lookLog: StepLog = new StepLog(true);
  private readonly leakWatch: LeakWatch;
  private readonly bail: Bail | null;
  private readonly meter: CostMeter | null;
  /** Tells the traces of this workload from those of others. */
  private readonly salt: number;
  private readonly hash: TraceHash = new TraceHash();
  private first: string | null = null;
  private readonly violations: Map<string, JobViolation> = new Map();
  private readonly exercised: Record<string, number> = {};
  private readonly undecided: Map<string, Undecidable> = new Map();
  private readonly bounds: Record<string, number> = {};
  /** By text. */
  private readonly leaks: Map<string, Doubt> = new Map();
  private readonly classes: TraceClasses = new TraceClasses();
  private actorsMax = 0;
  private stepsMax = 0;

  constructor(of: {
    leaks: LeakWatch;
    meter: CostMeter | null;
    workload: unknown;
    faults: unknown;
    bail: Bail | null;
  }) {
    this.leakWatch = of.leaks;
    this.bail = of.bail;
    this.meter = of.meter;
    this.salt = hashString(JSON.stringify([of.workload, of.faults]) ?? '');
  }

  /** Takes in an execution of the job. Returns whether it says anything of any property; see Executions.end. */
  take(run: ExecutionRun, difference: string | null, randomSeed: number): boolean {
    const { execution } = run;
    this.hash.mix(execution.hash.low, execution.hash.high);
    this.first ??= execution.hash.digest();
    this.steps += execution.steps;
    this.stepsMax = Math.max(this.stepsMax, execution.steps);
    this.actorsMax = Math.max(this.actorsMax, execution.actors.length);
    const world = worldOf(execution);
    this.hasDrawn ||= world?.random.hasDrawn === true;
    if (world !== null && world.real !== null) for (const each of world.real) this.real.add(each);
    this.hasOwnTurns ||= areApart(execution.actors);
    const isSound = this.noteLeaks(run, difference);
    const { ending } = execution;
    if (ending?.kind === 'bound') this.noteBound(ending.bound);
    // What was logged while something was damaged may be anything.
    if (execution.log === this.lookLog && !this.isDamaged) this.classes.look(this.lookLog, this.salt);
    if (isSound) this.takeVerdicts(run, randomSeed);
    this.executions++;
    return isSound;
  }

  /**
   * Notes what escaped, was refused or went another way during this execution. What escaped cannot complete in here, so an
   * execution that leaked says nothing about any property: false.
   */
  noteLeaks({ execution }: ExecutionRun, difference: string | null): boolean {
    const escaped = this.leakWatch.take(execution.ending?.kind === 'deadlock');
    if (escaped.length === 0 && execution.refusals === null && difference === null) return true;
    for (const { says, isReal } of escaped) {
      this.hasReachedOut ||= isReal;
      this.note({ code: 'ERR_UNCONTROLLED_NONDETERMINISM', says });
    }
    for (const refusal of execution.refusals ?? []) {
      if (refusal.code === 'ERR_DAMAGED_GLOBALS') this.doubt(refusal);
      else this.note({ code: refusal.code, says: refusal.says });
    }
    if (difference !== null) this.note({ code: 'ERR_UNCONTROLLED_NONDETERMINISM', says: difference });
    return false;
  }

  /** The engine failed, or was damaged: further executions would come to the same. */
  doubt({ code, says }: RacelineError): void {
    this.isDamaged = true;
    this.note({ code, says });
  }

  recorded(): Recorded {
    return {
      executions: this.executions,
      steps: this.steps,
      traceHash: this.hash.digest(),
      first: this.first,
      violations: [...this.violations.values()],
      exercised: this.exercised,
      undecided: [...this.undecided.values()],
      bounds: this.bounds,
      leaks: [...this.leaks.values()],
      costs: this.meter?.samples() ?? {},
      classes: Object.fromEntries(this.classes.counts),
      actorsMax: this.actorsMax,
      stepsMax: this.stepsMax,
      isWarmed: this.isWarmed,
      hasDrawn: this.hasDrawn,
      real: [...this.real].sort(),
      hasOwnTurns: this.hasOwnTurns,
      hasReachedOut: this.hasReachedOut,
    };
  }

  /**
   * Whether the job is to end: nothing is left to decide, most executions hit a bound, or one damaged what the engine needs, or
   * began something real that no seam controls. Each further execution would begin it once more, and say no more.
   */
  get isOver(): boolean {
    return (
      this.isDamaged ||
      this.hasReachedOut ||
      this.bail?.isDone === true ||
      isMostlyBounded(this.bounded, this.executions)
    );
  }

  private noteBound(bound: string): void {
    this.bounded++;
    this.bounds[bound] = (this.bounds[bound] ?? 0) + 1;
    this.bail?.nothingHolds();
  }

  private note(leak: Doubt): void {
    this.bail?.nothingHolds();
    if (this.leaks.size < LEAKS_MAX) addLeak(this.leaks, leak);
  }

  private takeVerdicts(run: ExecutionRun, randomSeed: number): void {
    const { execution } = run;
    if (this.meter !== null && execution.ending?.kind !== 'bound') run.measure(this.meter);
    for (const property of run.exercised) this.exercised[property] = (this.exercised[property] ?? 0) + 1;
    for (const undecided of run.undecided) addUndecidable(this.undecided, { ...undecided, times: 1 });
    for (const { property, evidence } of run.violations) {
      this.bail?.broken(property);
      const known = this.violations.get(property);
      const counted = { first: known?.first ?? this.executions, times: (known?.times ?? 0) + 1 };
      if (known !== undefined && known.choices.length <= execution.steps) {
        this.violations.set(property, { ...known, ...counted });
        continue;
      }
      this.violations.set(property, {
        ...counted,
        property,
        message: evidence.message,
        execution: this.executions,
        choices: Array.from(execution.choices.subarray(0, execution.steps)),
        randomSeed,
        traceHash: execution.hash.digest(),
      });
    }
  }
}
