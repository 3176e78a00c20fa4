import { setAccessLog } from '../engine/access-log.ts';
import type { RunningActor } from '../engine/actor.ts';
import { runAs } from '../engine/current-actor.ts';
import type { DrainStep, Machine } from '../engine/drain.ts';
import type { Ending } from '../engine/ending.ts';
import { describeError, RacelineError, scenarioThrew } from '../engine/errors.ts';
import { Execution } from '../engine/execution.ts';
import { settingUp } from '../engine/leak-detector.ts';
import type { Limits } from '../engine/limits.ts';
import type { MemoryModel } from '../engine/memory-model.ts';
import type { StepLog } from '../engine/step-log.ts';
import type { StepObserver } from '../engine/step-observer.ts';
import type { Strategy } from '../engine/strategy.ts';
import { hashString } from '../engine/trace-hash.ts';
import { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { moveClock, resetClock } from '../seams/timers/clock.ts';
import { makeWorld } from '../world/make-world.ts';
import type { CostMeter } from './cost-meter.ts';
import { type Judged, judgeProperty, propertiesByTime } from './judge-property.ts';

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

/** A property that this execution breaks. */
export interface Violation {
  readonly property: string;
  readonly evidence: Evidence;
}

/** Epoch at which executions begin unless the scenario says otherwise. */
const DEFAULT_START = Date.UTC(2026, 0, 1);
/** Default of `fileMsMax`: a busy disk, in ms. */
const DEFAULT_FILE_MS_MAX = 10;

/** Properties of the engine itself, judged in every scenario. */
export const ENGINE_PROPERTIES = ['no-deadlock', 'no-unhandled-rejection', 'no-actor-threw'] as const;

/** One execution as a machine: create, `advance` until false, then read the outcome. */
export class ExecutionRun implements Machine {
  readonly execution: Execution;
  readonly violations: Violation[] = [];
  private readonly env: Env;
  private readonly scenario: Scenario;
  private readonly state: unknown;
  private readonly atStep: readonly Property<unknown>[];
  private readonly atOperation: readonly Property<unknown>[];
  private readonly atQuiescence: readonly Property<unknown>[];
  private readonly judgesOnTheWay: boolean;

  constructor(input: ExecutionInput, engine: Engine) {
    const { scenario } = input;
    this.scenario = scenario;
    const usesSeams = scenario.control !== 'gates';
    const log = engine.strategy.log ?? engine.log ?? null;
    setAccessLog(log);
    log?.begin(memoryOf(scenario), usesSeams);
    this.execution = new Execution({
      strategy: engine.strategy,
      limits: input.limits,
      choices: engine.choices,
      enter: usesSeams ? enterWithSeams : enterPlainly,
      onTime: usesSeams ? moveClock : null,
      observer: engine.observer,
      log,
    });
    if (usesSeams) {
      const clock = input.startAt ?? scenario.startAt;
      const startAt = clock === undefined ? DEFAULT_START : Date.parse(clock);
      resetClock(startAt);
      this.execution.world = makeWorld(this.execution, {
        startAt,
        fileMsMax: scenario.fileMsMax ?? DEFAULT_FILE_MS_MAX,
        randomSeed: input.randomSeed,
      });
    }
    this.env = new Env(this.execution);
    const judged = judgedWhen(scenario);
    this.atStep = judged.step;
    this.atOperation = judged.operation;
    this.atQuiescence = judged.quiescence;
    this.judgesOnTheWay = judged.step.length + judged.operation.length > 0;
    this.state = this.setup(input);
  }

  get ending(): Ending | null {
    return this.execution.ending;
  }

  advance(): boolean {
    const execution = this.execution;
    if (execution.current !== null) {
      execution.settle();
      if (this.judgesOnTheWay || execution.unhandled.length > 0) this.judgeStep();
    }
    if (execution.step()) return true;
    this.conclude();
    return false;
  }

  /** Advances to the end. Returns the number of steps. */
  advanceMany(drain: DrainStep): number {
    const { execution, judgesOnTheWay } = this;
    while (execution.step()) {
      drain(this);
      execution.settle();
      if (judgesOnTheWay || execution.unhandled.length > 0) this.judgeStep();
    }
    this.conclude();
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

  /** Mixes what the trace says beyond its steps: how it ended and what it broke. */
  private conclude(): void {
    const { execution } = this;
    execution.closeLog();
    const ending = execution.ending;
    if (ending?.kind === 'deadlock') {
      this.violations.push({ property: 'no-deadlock', evidence: { message: deadlockMessage(ending) } });
    }
    this.judgeActors();
    if (ending?.kind !== 'bound') this.judge(this.atQuiescence);
    execution.hash.mix(execution.steps, execution.outcome);
    for (const { property } of this.violations) execution.hash.mix(hashString(property), 0);
  }

  private judgeStep(): void {
    const { execution } = this;
    if (execution.unhandled.length > 0) this.judgeUnhandled();
    if (this.atStep.length > 0) this.judge(this.atStep);
    if (this.atOperation.length > 0 && execution.isDelivery) this.judge(this.atOperation);
  }

  private judgeUnhandled(): void {
    if (this.isViolated('no-unhandled-rejection')) return;
    const first = this.execution.unhandled[0];
    if (first === undefined) return;
    this.violations.push({
      property: 'no-unhandled-rejection',
      evidence: { message: `${first.actor}: ${describeError(first.error)}`, steps: [first.step] },
    });
  }

  private judgeActors(): void {
    for (const { name, state, mayThrow, isDaemon } of this.execution.actors) {
      if (state.kind !== 'threw') continue;
      if (state.error instanceof RacelineError) {
        this.execution.refuse(state.error);
        continue;
      }
      if (mayThrow || isDaemon) continue;
      const evidence = { message: `${name} threw ${describeError(state.error)}`, steps: [state.step] };
      this.violations.push({ property: 'no-actor-threw', evidence });
      return;
    }
  }

  private judge(properties: readonly Property<unknown>[]): void {
    for (const property of properties) {
      if (this.isViolated(property.name)) continue;
      const evidence = judgeProperty(this.scenario, property, this.state, this.env);
      if (evidence !== undefined) this.violations.push({ property: property.name, evidence });
    }
  }

  private isViolated(property: string): boolean {
    for (const violation of this.violations) if (violation.property === property) return true;
    return false;
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

// Named functions, not closures: these run in every execution.
function enterPlainly(actor: RunningActor): void {
  actor.begin();
}

function enterWithSeams(actor: RunningActor): void {
  runAs(actor, () => actor.begin());
}

function asynchronousSetup(scenario: string): RacelineError {
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `setup of scenario ${scenario} returned a promise`,
    why: 'it must build the world at once: nothing asynchronous happens before the first step',
    next: 'Let an actor do what takes time.',
  });
}

function deadlockMessage({ actors, unrefed }: Ending & { kind: 'deadlock' }): string {
  const stuck = `nothing can run and these have not finished: ${actors.join(', ')}`;
  if (unrefed === 0) return stuck;
  const timers = unrefed === 1 ? 'the one timer left keeps' : `the ${unrefed} timers left keep`;
  return `${stuck}; ${timers} no process alive (unref, AbortSignal.timeout), so Node would exit`;
}

let lastScenario: Scenario | null = null;
let lastJudged: Judged = { step: [], operation: [], quiescence: [] };

/** The scenario's properties by when they are judged; sorted out once, not in every execution. */
function judgedWhen(scenario: Scenario): Judged {
  if (scenario === lastScenario) return lastJudged;
  lastJudged = propertiesByTime(scenario);
  lastScenario = scenario;
  return lastJudged;
}

/** Properties that are judged on the way see what all processes did so far, and in which order. */
function memoryOf({ memory = 'shared', properties }: Scenario): MemoryModel {
  return memory === 'per-process' && properties.some(({ when }) => when !== 'quiescence') ? 'shared' : memory;
}
