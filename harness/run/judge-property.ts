import { RacelineError, scenarioThrew } from '../engine/errors.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property, Undecided } from '../scenario/property.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** What the property says of the execution so far. That it throws, or says something else, is the scenario's mistake. */
export function judgeProperty(
  scenario: Scenario,
  property: Property<unknown>,
  state: unknown,
  env: Env,
): Evidence | Undecided | undefined {
  let answer: unknown;
  try {
    answer = property.judge(state, env);
  } catch (error) {
    throw scenarioThrew(
      `property ${property.name} of scenario ${scenario.name} threw`,
      error,
      'A property judges whatever an execution may leave, half-written files too. Run again with --debug for the stack.',
    );
  }
  if (answer === undefined || isEvidence(answer) || isUndecided(answer)) return answer;
  throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `property ${property.name} of scenario ${scenario.name} returned ${describeResult(answer)}`,
    why: 'a property returns undefined while it holds, { message } when it is violated and { unknown } when nobody can tell',
    next: 'Correct its judge.',
  });
}

/** Whether the execution put a property to the test that says when that is. */
export function isExercised(scenario: Scenario, property: Property<unknown>, state: unknown, env: Env): boolean {
  let answer: unknown;
  try {
    answer = property.applies?.(state, env);
  } catch (error) {
    throw scenarioThrew(`applies of property ${property.name} of scenario ${scenario.name} threw`, error);
  }
  if (typeof answer === 'boolean') return answer;
  throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `applies of property ${property.name} of scenario ${scenario.name} returned ${describeResult(answer)}`,
    why: 'it says whether an execution put the property to the test: true or false',
    next: 'Correct it, or leave it out.',
  });
}

function isEvidence(value: unknown): value is Evidence {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'message') === 'string';
}

function isUndecided(value: unknown): value is Undecided {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'unknown') === 'string';
}

function describeResult(value: unknown): string {
  if (value instanceof Promise) return 'a promise: it must judge at once';
  return typeof value === 'object' && value !== null ? 'an object without a message' : String(value);
}

const TIMES = ['step', 'operation', 'quiescence'] as const;

/** The scenario's properties by when they are judged, and those that say what puts them to the test. */
export type Judged = Readonly<Record<Property<unknown>['when'] | 'applying', readonly Property<unknown>[]>>;

export function propertiesByTime({ name, properties }: Scenario): Judged {
  const lost = properties.find(({ when }) => !TIMES.includes(when));
  if (lost !== undefined) {
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
      what: `property ${lost.name} of scenario ${name} has when: ${String(lost.when)}`,
      why: `a property is judged at each ${TIMES.join(', ')}, and otherwise it never would be`,
      next: 'Choose one of these.',
    });
  }
  const [step, operation, quiescence] = TIMES.map((at) => properties.filter(({ when }) => when === at));
  const applying = properties.filter(({ applies }) => applies !== undefined);
  return { step: step ?? [], operation: operation ?? [], quiescence: quiescence ?? [], applying };
}
