import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { unknownImplementation } from '../../scenario/lookup.ts';

/** The implementation of the user's choice, or all of them. Throws ERR_UNKNOWN_IMPLEMENTATION. */
export function chosenImplementations(description: ScenarioDescription, chosen: string | undefined): readonly string[] {
  if (chosen === undefined) return description.implementations.map(({ name }) => name);
  requireImplementations(description, [chosen], 'Pass one of these to --implementation.');
  return [chosen];
}

/** Throws ERR_UNKNOWN_IMPLEMENTATION for the first of the names that the scenario has not. */
export function requireImplementations(
  { name: scenario, implementations }: ScenarioDescription,
  names: readonly string[],
  next: string,
): void {
  const known = implementations.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownImplementation(scenario, known, unknown, next);
}
