import { RacelineError } from '../engine/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../engine/limits.ts';
import type { Scenario } from './scenario.ts';

// What a scenario has under a name that a user gave.

/** The subject of an implementation. Throws ERR_UNKNOWN_IMPLEMENTATION. */
export function subjectNamed(scenario: Scenario, implementation: string): unknown {
  const known = scenario.implementations[implementation];
  if (known === undefined)
    throw unknownImplementation(scenario.name, Object.keys(scenario.implementations), implementation);
  return known.subject;
}

export function unknownImplementation(
  scenario: string,
  known: readonly string[],
  asked: string,
  next: string = 'Pass one of these to --implementation.',
): RacelineError {
  return new RacelineError('ERR_UNKNOWN_IMPLEMENTATION', {
    what: `scenario ${scenario} has no implementation "${asked}"`,
    why: `it has ${known.join(', ')}`,
    next,
  });
}

/** A workload with its fault plan, and where it came from: the name of an example, or `generated`. */
export interface Input {
  readonly origin: string;
  readonly workload: unknown;
  readonly faults: unknown;
}

/** An example as an input. Throws ERR_BAD_SCENARIO_MODULE. */
export function exampleNamed(scenario: Scenario, name: string): Input {
  const example = scenario.examples[name];
  if (example === undefined) {
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
      what: `scenario ${scenario.name} has no example${name === '' ? '' : ` named ${name}`}`,
      why: 'exploration begins with the examples',
      next: 'Add one to `examples`.',
    });
  }
  return { origin: name, workload: example.workload, faults: example.faults };
}

/** The scenario with its files where a user wants them; undefined: where it has them itself. */
export function onDisk(scenario: Scenario, disk: Scenario['disk']): Scenario {
  return disk === undefined || disk === scenario.disk ? scenario : { ...scenario, disk };
}

/** Bounds of every execution: the engine's defaults, the scenario's, the user's, later ones first. */
export function limitsOf(scenario: Scenario, options: { readonly limits?: Partial<Limits> }): Limits {
  return { ...DEFAULT_LIMITS, ...scenario.limits, ...options.limits };
}
