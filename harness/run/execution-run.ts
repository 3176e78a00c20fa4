import { setAccessLog } from '../engine/access-log.ts';
import type { RunningActor } from '../engine/actor.ts';
import { runApart } from '../engine/current-actor.ts';
import { setCurrentExecution } from '../engine/current-execution.ts';
import type { DrainStep, Machine } from '../engine/drain.ts';
import type { Ending } from '../engine/ending.ts';
import { RacelineError, scenarioThrew } from '../engine/errors.ts';
import { Execution } from '../engine/execution.ts';
import { settingUp } from '../engine/leak-detector.ts';
import type { Limits } from '../engine/limits.ts';
import type { MemoryModel } from '../engine/memory-model.ts';
import type { StepLog } from '../engine/step-log.ts';
import type { StepObserver } from '../engine/step-observer.ts';
import type { Strategy } from '../engine/strategy.ts';
import { hashString } from '../engine/trace-hash.ts';
import { Env } from '../scenario/env.ts';
import { declaredBy, foldersOf } from '../scenario/process-options.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BothDisks } from '../seams/files/real/both-disks.ts';
import { loadCopy } from '../seams/modules/load.ts';
import { showGlobals } from '../seams/process/own-globals.ts';
import { procRoot } from '../seams/process/proc.ts';
import { processLife } from '../seams/process/process-life.ts';
import { showLocale } from '../seams/realm/locale.ts';
import { showTimeZone } from '../seams/realm/time-zone.ts';
import { moveClock, resetClock } from '../seams/timers/clock.ts';
import { makeWorld } from '../world/make-world.ts';
import { worldOf } from '../world/world.ts';
import type { CostMeter } from './cost-meter.ts';
import { isCoreWhole } from './damage/core.ts';
import { mend } from './damage/damage.ts';
import { Judge, type UndecidedProperty, type Violation } from './judge.ts';

/** Everything that, with the schedule, decides an execution. */
export interface ExecutionInput {
  readonly scenario: Scenario;
  readonly subject: unknown;
  readonly workload: unknown;
  readonly faults: unknown;
  readonly randomSeed: number;
  readonly limits: Limits;
  /** Overrides the scenario's: an issue's timeline has times of day of its own. */
  readonly startAt?: string;
}

/** Who decides, and who listens. */
export interface Engine {
  readonly strategy: Strategy;
  /** Takes the choice of each step. */
  readonly choices: Int32Array;
  readonly observer: StepObserver | null;
  /** Where steps say what they touch, if the strategy has no log of its own. */
  readonly log?: StepLog | null;
}

/** Epoch at which executions begin unless the scenario says otherwise. */
const DEFAULT_START = Date.UTC(2026, 0, 1);
/** Default of `fileMsMax`: a busy disk, in ms. */
const DEFAULT_FILE_MS_MAX = 10;

/** One execution as a machine: create, `advance` until false, then read the outcome. */
export class ExecutionRun implements Machine {
  readonly execution: Execution;
  private readonly judge: Judge;
  private readonly env: Env;
  private readonly scenario: Scenario;
  private readonly state: unknown;

  constructor(input: ExecutionInput, engine: Engine) {
    const { scenario } = input;
    this.scenario = scenario;
    this.execution = executionOf(input, engine);
    setCurrentExecution(this.execution);
    this.env = new Env(this.execution, declaredBy(scenario));
    this.judge = new Judge(scenario, this.env, this.execution);
    this.state = this.setup(input);
  }

  get ending(): Ending | null {
    return this.execution.ending;
  }

  get violations(): readonly Violation[] {
    return this.judge.violations;
  }

  /** After the end: the properties that say when they are put to the test, and were. */
  get exercised(): readonly string[] {
    return this.judge.exercised(this.state);
  }

  get undecided(): readonly UndecidedProperty[] {
    return this.judge.undecided;
  }

  advance(): boolean {
    const { execution, judge } = this;
    if (execution.current !== null) {
      execution.settle();
      if (judge.isOnTheWay || execution.unhandled.length > 0) judge.stepDone(this.state);
    }
    if (execution.step()) return true;
    this.finish();
    return false;
  }

  /** Advances to the end. Returns the number of steps. */
  advanceMany(drain: DrainStep): number {
    const { execution, judge } = this;
    const { isOnTheWay } = judge;
    while (execution.step()) {
      drain(this);
      execution.settle();
      if (isOnTheWay || execution.unhandled.length > 0) judge.stepDone(this.state);
    }
    this.finish();
    return execution.steps;
  }

  /** Takes the samples of this execution's costs, after its end. */
  measure(meter: CostMeter): void {
    try {
      meter.measure(this.state, this.env);
    } catch (error) {
      throw scenarioThrew(`scenario ${this.scenario.name} threw in a cost`, error);
    }
  }

  escaped(error: unknown): void {
    this.execution.escaped(error);
  }

  /** Judges, and mixes what the trace says beyond its steps: how it ended and what it broke. */
  private finish(): void {
    const { execution } = this;
    for (const error of worldOf(execution)?.network.neverServed() ?? []) execution.refuse(error);
    endRealDisk(execution);
    const damage = isCoreWhole() ? null : mend();
    if (damage === null) {
      execution.closeLog();
      // What is looked at from here on no step has touched: taken for the last one's, it would depend on steps before it.
      setAccessLog(null);
      this.judge.executionEnded(this.state);
    } else execution.refuse(damage);
    execution.hash.mix(execution.steps, execution.outcome);
    for (const { property } of this.violations) execution.hash.mix(hashString(property), 0);
    for (const { property } of this.undecided) execution.hash.mix(hashString(property), 1);
  }

  private setup({ scenario, subject, workload, faults }: ExecutionInput): unknown {
    try {
      const state: unknown = settingUp(() => scenario.setup(this.env, subject, workload, faults));
      if (state instanceof Promise) throw asynchronousSetup(scenario.name);
      return state;
    } catch (error) {
      throw scenarioThrew(`scenario ${scenario.name} threw in setup`, error);
    }
  }
}

/** The execution with its world, before the setup. */
function executionOf(input: ExecutionInput, { strategy, choices, observer, log: given }: Engine): Execution {
  const { scenario, limits } = input;
  const usesSeams = scenario.control !== 'gates';
  const log = strategy.log ?? given ?? null;
  setAccessLog(log);
  log?.begin(memoryOf(scenario), usesSeams);
  const enter = usesSeams ? enterWithSeams : enterPlainly;
  const onTime = usesSeams ? moveClock : null;
  const watch = usesSeams ? processLife() : null;
  const load = usesSeams ? loadCopy : null;
  const execution = new Execution({ strategy, limits, choices, enter, onTime, observer, log, watch, load });
  if (usesSeams) addWorld(execution, input);
  return execution;
}

function addWorld(execution: Execution, { scenario, randomSeed, ...input }: ExecutionInput): void {
  const clock = input.startAt ?? scenario.startAt;
  const startAt = clock === undefined ? DEFAULT_START : Date.parse(clock);
  resetClock(startAt);
  const declared = declaredBy(scenario);
  showTimeZone(declared.timeZone);
  showLocale(declared.locale);
  const fileMsMax = scenario.fileMsMax ?? DEFAULT_FILE_MS_MAX;
  const world = makeWorld(execution, { startAt, started: declared, fileMsMax, randomSeed });
  if (scenario.disk === 'real') world.disk.real = new BothDisks(world.disk.volume);
  for (const folder of foldersOf(declared)) world.disk.mkdir(folder);
  world.disk.volume.proc = (path) => procRoot(execution, startAt, path);
  execution.world = world;
}

/** What the two disks hold in the end is compared, too. */
function endRealDisk(execution: Execution): void {
  const difference = worldOf(execution)?.disk.real?.end() ?? null;
  if (difference !== null) execution.refuse(difference);
}

// Named functions, not closures: these run in every execution.
function enterPlainly(actor: RunningActor): void {
  actor.begin();
}

function enterWithSeams(actor: RunningActor): void {
  // In setup, an actor that begins at once; or within a step of a process that waits for an upstream.
  const before = showGlobals(actor.process);
  runApart(actor, () => actor.begin());
  showGlobals(before);
}

function asynchronousSetup(scenario: string): RacelineError {
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `setup of scenario ${scenario} returned a promise`,
    why: 'it must build the world at once: nothing asynchronous happens before the first step',
    next: 'Let an actor do what takes time.',
  });
}

/** Properties that are judged on the way see what all processes did so far, and in which order. */
function memoryOf({ memory = 'shared', properties }: Scenario): MemoryModel {
  return memory === 'per-process' && properties.some(({ when }) => when !== 'quiescence') ? 'shared' : memory;
}
