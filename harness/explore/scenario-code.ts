import { RacelineError } from '../errors.ts';
import { describeError } from './describe-error.ts';

/** Errors of the scenario's own functions, in its author's words: none of them is a finding. */

/** `where`: which function it was, `setup`. A usage error keeps its words. */
export function scenarioThrew(scenario: string, where: string, error: unknown): RacelineError {
  if (error instanceof RacelineError) return error;
  return bad(
    `scenario ${scenario} threw in ${where}`,
    describeError(error),
    'Run again with --debug for the stack.',
    error,
  );
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

function bad(what: string, why: string, next: string, cause?: unknown): RacelineError {
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', { what, why, next }, cause);
}
