import type { Ending } from '../engine/ending.ts';
import { describeError, isRacelineError } from '../engine/errors.ts';
import type { Execution } from '../engine/execution.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isExercised, type Judged, judgeProperty, propertiesByTime } from './judge-property.ts';

/** A property that this execution breaks. */
export interface Violation {
  /** Its name. */
  readonly property: string;
  readonly evidence: Evidence;
}

/** A property that could not be decided on this execution, and why. */
export interface UndecidedProperty {
  readonly property: string;
  readonly reason: string;
}

/** Properties of the engine itself, judged in every scenario. */
export const ENGINE_PROPERTIES = ['no-deadlock', 'no-unhandled-rejection', 'no-actor-threw'] as const;

const NOBODY: readonly string[] = [];

/** Judges one execution: on the way where properties ask for it, and at its end. */
export class Judge {
  /** At most one a property, in order of discovery. */
  readonly violations: Violation[] = [];
  /** At most one a property, in order of discovery; a property may break later all the same. */
  readonly undecided: UndecidedProperty[] = [];
  /** Whether some property is judged before the end. */
  readonly isOnTheWay: boolean;
  private readonly scenario: Scenario;
  private readonly judged: Judged;
  private readonly env: Env;
  private readonly execution: Execution;

  constructor(scenario: Scenario, env: Env, execution: Execution) {
    this.scenario = scenario;
    this.judged = judgedWhen(scenario);
    this.isOnTheWay = this.judged.step.length + this.judged.operation.length > 0;
    this.env = env;
    this.execution = execution;
  }

  /** A step is closed. Needs not be called where nothing is judged on the way and nothing escaped. */
  stepDone(state: unknown): void {
    const { execution, judged } = this;
    if (execution.unhandled.length > 0) this.judgeUnhandled();
    if (judged.step.length > 0) this.judge(judged.step, state);
    if (judged.operation.length > 0 && execution.isDelivery) this.judge(judged.operation, state);
  }

  executionEnded(state: unknown): void {
    const { ending } = this.execution;
    if (ending?.kind === 'deadlock')
      this.violated(
        'no-deadlock',
        lazily(() => deadlockMessage(ending, this.execution)),
      );
    if (ending?.kind === 'quiescent' && ending.excused.length > 0) {
      this.couldNotDecide('no-deadlock', excusedMessage(ending.excused));
    }
    this.judgeActors();
    if (ending?.kind !== 'bound') this.judge(this.judged.quiescence, state);
  }

  /** The properties that say when they are put to the test, and were in this execution, which is over. */
  exercised(state: unknown): readonly string[] {
    const { applying } = this.judged;
    if (applying.length === 0 || this.execution.ending?.kind === 'bound') return NOBODY;
    return applying
      .filter((each) => this.isViolated(each.name) || isExercised(this.scenario, each, state, this.env))
      .map(({ name }) => name);
  }

  private judgeUnhandled(): void {
    const first = this.execution.unhandled[0];
    if (first === undefined || this.isViolated('no-unhandled-rejection')) return;
    const describe = (): string => `${first.actor}: ${describeError(first.error)}`;
    this.violated('no-unhandled-rejection', lazily(describe, [first.step]));
  }

  private judgeActors(): void {
    for (const { name, state, mayThrow, isDaemon } of this.execution.actors) {
      if (state.kind !== 'threw') continue;
      if (isRacelineError(state.error)) {
        this.execution.refuse(state.error);
        continue;
      }
      if (mayThrow || isDaemon) continue;
      const { error, step } = state;
      this.violated(
        'no-actor-threw',
        lazily(() => `${name} threw ${describeError(error)}`, [step]),
      );
      return;
    }
  }

  private judge(properties: readonly Property<unknown>[], state: unknown): void {
    for (const property of properties) {
      if (this.isViolated(property.name)) continue;
      const answer = judgeProperty(this.scenario, property, state, this.env);
      if (answer === undefined) continue;
      if ('unknown' in answer) this.couldNotDecide(property.name, answer.unknown);
      else this.violated(property.name, answer);
    }
  }

  private violated(property: string, evidence: Evidence): void {
    this.violations.push({ property, evidence });
  }

  private couldNotDecide(property: string, reason: string): void {
    if (!this.undecided.some((known) => known.property === property)) this.undecided.push({ property, reason });
  }

  private isViolated(property: string): boolean {
    for (const violation of this.violations) if (violation.property === property) return true;
    return false;
  }
}

/** Of most violations nobody reads the message, and describing an error may take long: one may be of 50 MB. */
function lazily(describe: () => string, steps: readonly number[] = []): Evidence {
  return {
    get message() {
      return describe();
    },
    steps,
  };
}

function excusedMessage(excused: readonly string[]): string {
  return (
    `nothing can run and these have not finished: ${excused.join(', ')}; that a process was killed, or a connection of ` +
    'another actor hangs, may be why, or may not: env.excuseUnfinished() says that it is'
  );
}

function deadlockMessage(
  { actors: stuckOnes, unrefed }: Ending & { kind: 'deadlock' },
  { actors, observer }: Execution,
): string {
  const places = actors
    .filter(({ name }) => stuckOnes.includes(name))
    .map((actor) => [actor.name, observer?.lastOf?.(actor) ?? ''].filter((text) => text !== '').join(', '));
  const stuck = `nothing can run and these have not finished: ${places.join('; ')}`;
  if (unrefed === 0) return stuck;
  const timers = unrefed === 1 ? 'the one timer left keeps' : `the ${unrefed} timers left keep`;
  return `${stuck}; ${timers} no process alive (unref, AbortSignal.timeout), so Node would exit`;
}

let lastScenario: Scenario | null = null;
let lastJudged: Judged = { step: [], operation: [], quiescence: [], applying: [] };

/** The scenario's properties by when they are judged; sorted out once, not in every execution. */
function judgedWhen(scenario: Scenario): Judged {
  if (scenario === lastScenario) return lastJudged;
  lastJudged = propertiesByTime(scenario);
  lastScenario = scenario;
  return lastJudged;
}
