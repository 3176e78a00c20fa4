import { RacelineError } from '../errors.ts';
import type { Evidence } from '../property.ts';

/** Errors of the scenario's own functions, in its author's words: none of them is a finding. */

/** `where`: which function it was, `setup`. A usage error keeps its words. */
export function scenarioThrew(scenario: string, where: string, error: unknown): RacelineError {
  if (error instanceof RacelineError) return error;
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return bad(`scenario ${scenario} threw in ${where}`, why, 'Run again with --debug for the stack.', error);
}

/** Refuses a state that is not there yet. */
export function checkState(scenario: string, state: unknown): void {
  if (!(state instanceof Promise)) return;
  throw bad(
    `setup of scenario ${scenario} returned a promise`,
    'it must build the world at once: nothing asynchronous happens before the first step',
    'Let an actor do what takes time.',
  );
}

/** Refuses what says neither that a property holds nor why it does not. */
export function checkEvidence(scenario: string, property: string, evidence: unknown): asserts evidence is Evidence {
  const message: unknown = (evidence as Partial<Evidence> | null)?.message;
  if (typeof message === 'string') return;
  const kind = evidence instanceof Promise ? 'a promise' : JSON.stringify(evidence);
  throw bad(
    `property ${property} of scenario ${scenario} returned ${kind}`,
    'a judge returns undefined while its claim holds, and { message } when it does not, at once',
    'Correct the property.',
  );
}

function bad(what: string, why: string, next: string, cause?: unknown): RacelineError {
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', { what, why, next }, cause);
}
