import { RacelineError } from '../../engine/errors.ts';

/** Errors that the code under test is to see have a code, as all of Node's have. Anything else is a bug of the harness. */
export function isFailureOfCall(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof RacelineError) && 'code' in error;
}

/** What timelines call the failure: `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** The system's error number; 1000 for a call that failed in Node itself, as an aborted one does. */
export function outcomeOf(error: Error): number {
  return 'errno' in error && typeof error.errno === 'number' ? Math.abs(error.errno) : 1_000;
}
