import { replayedText, unexpectedText } from '../reports/expectation-text.ts';
import { askHost } from './expect/ask-host.ts';
import { type ExpectOptions, filesAt, HANG_MS, local, pathOf, portable } from './expect/options.ts';
import type { Answer } from './expect/protocol.ts';
import { expectedOf, unexpectedOf } from './expect/unexpected.ts';
import type { ExplorationReport } from './explore/explore.ts';
import { NEAR_MAX } from './explore/replay-recording.ts';
import type { Scenario } from './scenario/scenario.ts';

export type { ExpectOptions };

// Entry of the package: expectations, for tests of any runner. It loads the engine only for a scenario that is given as an object:
// one that is given as a file is loaded by another process.

/**
 * For tests: explores and throws, with the timeline, unless every property holds. `unknown` throws too. A scenario that is given as a
 * file (a path, or `new URL('./my-scenario.ts', import.meta.url)`) is explored as the command does it: in threads of another process, where
 * a step that never returns can be ended, and each counterexample is executed again in a new one. A scenario object is explored in
 * the thread of the test. Throws an Error with the timeline, and what `explore` throws (ERR_UNKNOWN_IMPLEMENTATION ...).
 *
 * @example
 * ```ts
 * import { expectHolds } from 'raceline/test';
 * import { counter } from './counter.ts';
 *
 * const { executions } = await expectHolds(counter, 'safe', { strategy: 'exhaustive' });
 * console.log(executions); // 2
 * ```
 */
export function expectHolds(
  scenario: Scenario | string | URL,
  implementation: string,
  options: ExpectOptions = {},
): Promise<ExplorationReport> {
  return expectThat(scenario, implementation, [], options, calledAt(expectHolds));
}

/**
 * For tests: explores and throws unless every one of `properties` is violated and all others hold. Throws an Error with
 * the timeline, and what `explore` throws (ERR_UNKNOWN_IMPLEMENTATION ...).
 *
 * @example
 * ```ts
 * import { expectViolates } from 'raceline/test';
 * import { counter } from './counter.ts';
 *
 * await expectViolates(counter, 'racy', ['every-request-counts'], { schedulesMax: 500 });
 * console.log('still racy'); // still racy
 * ```
 */
export function expectViolates(
  scenario: Scenario | string | URL,
  implementation: string,
  properties: readonly string[],
  options: ExpectOptions = {},
): Promise<ExplorationReport> {
  return expectThat(scenario, implementation, properties, options, calledAt(expectViolates));
}

/**
 * For tests: replays recordings that `raceline explore --out` wrote, and throws unless the code breaks none of them any more: the
 * races of the past stay away. `where` is a file, or a pattern with `*` in the name of the file. Where a schedule breaks nothing, up to
 * 1,000 executions near it are looked at too, for code that is no longer what was recorded may be as racy as before. `raceline replay
 * --update` accepts what mended code does. Throws an Error with the timeline, ERR_BAD_REPLAY_FILE, ERR_UNKNOWN_IMPLEMENTATION.
 *
 * @example
 * ```ts
 * import { expectReplays } from 'raceline/test';
 * import { counter } from './counter.ts';
 *
 * await expectReplays(counter, 'races/*.json', { implementation: 'safe' }).catch(({ message }) => {
 *   console.log(message.split(':')[0]); // ERR_BAD_REPLAY_FILE
 * });
 * ```
 */
export async function expectReplays(
  scenario: Scenario | string | URL,
  where: string | URL,
  options: ReplayExpectation = {},
): Promise<void> {
  const frames = calledAt(expectReplays);
  const answer = await replayed(scenario, filesAt(pathOf(where)), options);
  if (answer.kind !== 'replayed') throw unanswered(answer, frames);
  const failed = answer.recordings.find(({ verdict }) => verdict !== 'holds');
  if (failed !== undefined) throw failure(replayedText(failed, failed.path), frames);
}

/** How recordings are replayed in tests. */
export interface ReplayExpectation {
  /** In place of the recorded one. */
  readonly implementation?: string;
  /** Executions near a schedule that breaks nothing; 0: none. */
  readonly nearMax?: number;
  /** Of a scenario that is given as a file: ends it. */
  readonly signal?: AbortSignal;
}

async function expectThat(
  scenario: Scenario | string | URL,
  implementation: string,
  violated: readonly string[],
  options: ExpectOptions,
  frames: string,
): Promise<ExplorationReport> {
  const answer = await explored(scenario, implementation, violated, options);
  if (answer.kind !== 'explored') throw unanswered(answer, frames);
  const { exploration } = answer;
  const verdict = unexpectedOf(exploration.report, violated);
  if (verdict === undefined) return exploration.report;
  throw failure(unexpectedText(exploration, verdict, expectedOf(verdict.property, violated)), frames);
}

async function explored(
  scenario: Scenario | string | URL,
  implementation: string,
  violated: readonly string[],
  options: ExpectOptions,
): Promise<Answer> {
  if (!isPlace(scenario)) {
    const { exploreHere } = await import('./expect/in-this-thread.ts');
    const exploration = await exploreHere(scenario, implementation, local(options), violated);
    options.signal?.throwIfAborted();
    return { kind: 'explored', exploration };
  }
  const subject = { scenario: pathOf(scenario), implementation, violated };
  return askHost({ kind: 'explore', ...subject, ...portable(options) }, options.signal);
}

async function replayed(
  scenario: Scenario | string | URL,
  paths: readonly string[],
  { implementation, nearMax = NEAR_MAX, signal }: ReplayExpectation,
): Promise<Answer> {
  if (!isPlace(scenario)) {
    const { replayHere } = await import('./expect/in-this-thread.ts');
    return { kind: 'replayed', recordings: await replayHere(scenario, paths, implementation, nearMax) };
  }
  const subject = { scenario: pathOf(scenario), paths, implementation };
  return askHost({ kind: 'replay', ...subject, nearMax, hangMs: HANG_MS }, signal);
}

/** A URL of another realm is one too: runners have their own. */
function isPlace(scenario: Scenario | string | URL): scenario is string | URL {
  return typeof scenario === 'string' || 'href' in scenario;
}

/** Where the test called it: what comes after the first await, runners could not show. */
function calledAt(called: (...args: never[]) => unknown): string {
  const at = { stack: '' };
  Error.captureStackTrace(at, called);
  return at.stack.slice(at.stack.indexOf('\n'));
}

function failure(message: string, frames: string, name: string = 'Error'): Error {
  return Object.assign(new Error(message), { name, stack: `${name}: ${message}${frames}` });
}

/** What the other process could not do. */
function unanswered(answer: Answer, frames: string): Error {
  if (answer.kind !== 'failed') throw new RangeError(`an answer of another kind: ${answer.kind}`);
  return Object.assign(failure(answer.message, frames, 'RacelineError'), { code: answer.code });
}
