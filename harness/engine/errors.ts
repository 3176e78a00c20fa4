import { inspect } from 'node:util';

/** Codes that a user can search for. One code a cause. */
export const ERROR_CODES = [
  'ERR_UNKNOWN_SCENARIO',
  'ERR_UNKNOWN_IMPLEMENTATION',
  'ERR_BAD_SCENARIO_MODULE',
  'ERR_UNKNOWN_STRATEGY',
  'ERR_BAD_STRATEGY',
  'ERR_BAD_REPLAY_FILE',
  'ERR_REPLAY_FILE_VERSION',
  'ERR_OUTPUT_DIRECTORY',
  'ERR_BAD_CHECKPOINT',
  'ERR_CHECKPOINT_MISMATCH',
  'ERR_USAGE',
  'ERR_DRAIN_INCOMPLETE',
  'ERR_UNCONTROLLED_NONDETERMINISM',
  'ERR_UNSUPPORTED_CALL',
  'ERR_NO_UPSTREAM',
  'ERR_NEVER_YIELDED',
  'ERR_REAL_DISK_DIFFERS',
  'ERR_DAMAGED_GLOBALS',
  'ERR_INVARIANT',
] as const;
/** One of ERROR_CODES. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * A harness or usage error, never a finding: findings are values (see verdict.ts).
 * The message has three parts: what happened, why, and what to do next.
 */
export class RacelineError extends Error {
  readonly code: ErrorCode;
  /** The message without the code. */
  readonly says: string;

  constructor(code: ErrorCode, parts: { what: string; why: string; next: string }, cause?: unknown) {
    const says = `${parts.what}: ${parts.why}. ${parts.next}`;
    super(`${code}: ${says}`, cause === undefined ? undefined : { cause });
    this.name = 'RacelineError';
    this.code = code;
    this.says = says;
  }
}

/**
 * What the scenario's own code threw: its author's mistake and no finding. A harness or usage error keeps its words.
 * `what` ends in what it was that threw; `next` defaults to where the stack is to be had.
 */
export function scenarioThrew(
  what: string,
  error: unknown,
  next: string = 'Run again with --debug for the stack.',
): RacelineError {
  if (isRacelineError(error)) return error;
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', { what, why: describeError(error), next }, error);
}

/** Those that are nobody's mistake who declares or runs an exploration. */
const IS_OURS: Partial<Record<ErrorCode, true>> = { ERR_INVARIANT: true, ERR_DAMAGED_GLOBALS: true };

/**
 * What made the engine fail in the middle of its work, if no mistake of the user's did: those end the run, this one says nothing
 * of anything else. Null: it is one.
 */
export function internalError(error: unknown): RacelineError | null {
  if (isRacelineError(error)) return IS_OURS[error.code] === true ? error : null;
  return new RacelineError(
    'ERR_INVARIANT',
    {
      what: 'the engine failed while it executed',
      why: describeError(error),
      next: 'This is a bug in raceline: please report it with the command that you ran.',
    },
    error,
  );
}

/** Whether what code threw is an error of the harness. A proxy may throw when it is asked, and is none. */
export function isRacelineError(error: unknown): error is RacelineError {
  try {
    return error instanceof RacelineError;
  } catch {
    return false;
  }
}

/** Characters of a text of code under test that are kept. */
const TEXT_MAX = 4_096;

/** Asks the value nothing. */
const FROM_OUTSIDE = { showProxy: true, customInspect: false, depth: 0, breakLength: Number.POSITIVE_INFINITY };

/**
 * What code threw, in words. Anything can be thrown: what throws when it is asked for its name, its message or its
 * prototype is shown from outside.
 */
export function describeError(error: unknown): string {
  return clipped(
    tryTo(() => wordsOf(error)) ?? tryTo(() => inspect(error, FROM_OUTSIDE)) ?? 'an error that cannot be described',
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function tryTo(describe: () => string): string | null {
  try {
    return describe();
  } catch {
    return null;
  }
}

/** Of a text of code under test that is longer than anybody reads, the beginning. */
export function clipped(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}... (${text.length} characters)`;
}

/** Asserts an invariant of the harness itself. Failing means a bug in Raceline, not in the code under test. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) {
    throw new RacelineError('ERR_INVARIANT', {
      what,
      why: 'an invariant of the engine does not hold',
      next: 'This is a bug in raceline: please report it with the command that you ran.',
    });
  }
}
