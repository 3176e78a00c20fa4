import './seams/register.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { timelineLines } from '../reports/timeline-text.ts';
import { verdictText } from '../reports/verdict-text.ts';
import { RacelineError } from './engine/errors.ts';
import { type ExplorationReport, explore } from './explore/explore.ts';
import type { ExploreOptions } from './explore/explore-options.ts';
import { parseReplayFile } from './explore/replay-file.ts';
import { inputOf, judgeRecording, NEAR_MAX } from './explore/replay-recording.ts';
import { type NearInput, searchNear } from './explore/search-near.ts';
import { type ReplayInput, replay } from './run/replay.ts';
import { limitsOf } from './scenario/lookup.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { Verdict } from './scenario/verdict.ts';

/**
 * For tests: explores and throws, with the timeline, unless every property holds. `unknown` throws too. Needs no
 * particular runner, but the process must be the test's own: in vitest, `pool: 'forks'` or `'threads'`. Throws an Error
 * with the timeline, and what `explore` throws (ERR_UNKNOWN_IMPLEMENTATION ...).
 *
 * @example
 * ```ts
 * import { expectHolds } from 'raceline/vitest';
 * import { counter } from './counter.ts';
 *
 * const { executions } = await expectHolds(counter, 'safe', { strategy: 'exhaustive' });
 * console.log(executions); // 2
 * ```
 */
export async function expectHolds(
  scenario: Scenario,
  implementation: string,
  options: Partial<ExploreOptions> = {},
): Promise<ExplorationReport> {
  const report = await explore(scenario, implementation, options);
  const failed = report.verdicts.find(({ verdict }) => verdict !== 'holds');
  if (failed !== undefined) throw new Error(await explain(scenario, report, failed, options));
  return report;
}

/**
 * For tests: explores and throws unless every one of `properties` is violated and all others hold. Throws an Error with
 * the timeline, and what `explore` throws (ERR_UNKNOWN_IMPLEMENTATION ...).
 *
 * @example
 * ```ts
 * import { expectViolates } from 'raceline/vitest';
 * import { counter } from './counter.ts';
 *
 * await expectViolates(counter, 'racy', ['every-request-counts'], { schedulesMax: 500 });
 * console.log('still racy'); // still racy
 * ```
 */
export async function expectViolates(
  scenario: Scenario,
  implementation: string,
  properties: readonly string[],
  options: Partial<ExploreOptions> = {},
): Promise<ExplorationReport> {
  const report = await explore(scenario, implementation, options);
  for (const verdict of report.verdicts) {
    const expected = properties.includes(verdict.property) ? 'violated' : 'holds';
    if (verdict.verdict === expected) continue;
    throw new Error(`${expected} was expected: ${await explain(scenario, report, verdict, options)}`);
  }
  return report;
}

/**
 * For tests: replays recordings that `raceline explore --out` wrote, and throws unless the code breaks none of them any more: the
 * races of the past stay away. `where` is a file, or a pattern with `*` in the name of the file. Where a schedule breaks nothing, up to
 * 1,000 executions near it are looked at too, for code that is no longer what was recorded may be as racy as before. `raceline replay
 * --update` accepts what mended code does. Throws an Error with the timeline, ERR_BAD_REPLAY_FILE, ERR_UNKNOWN_IMPLEMENTATION.
 *
 * @example
 * ```ts
 * import { expectReplays } from 'raceline/vitest';
 * import { counter } from './counter.ts';
 *
 * await expectReplays(counter, 'races/*.json', { implementation: 'safe' }).catch(({ message }) => {
 *   console.log(message.split(':')[0]); // ERR_BAD_REPLAY_FILE
 * });
 * ```
 */
export async function expectReplays(
  scenario: Scenario,
  where: string,
  { implementation, nearMax = NEAR_MAX }: ReplayExpectation = {},
): Promise<void> {
  for (const path of filesAt(where)) {
    const file = parseReplayFile(readFileSync(path, 'utf8'), path);
    const input = inputOf(file, implementation ?? file.implementation);
    const runs = {
      near: (near: NearInput) => searchNear(scenario, near),
      apart: (other: ReplayInput) => replay(scenario, other),
    };
    const { verdict, shown } = await judgeRecording(file, input, await replay(scenario, input), nearMax, runs);
    if (verdict === 'holds') continue;
    const claim = `${path}: ${file.property} is ${verdict} of ${scenario.name} / ${input.implementation}`;
    const next = verdict === 'unknown' ? ['raceline replay says what is known; with --update it accepts that'] : [];
    throw new Error([claim, ...timelineLines(shown), ...next].join('\n  '));
  }
}

/** How recordings are replayed in tests. */
export interface ReplayExpectation {
  /** In place of the recorded one. */
  readonly implementation?: string;
  /** Executions near a schedule that breaks nothing; 0: none. */
  readonly nearMax?: number;
}

/** At least one: a test of none would be green for ever. Throws ERR_BAD_REPLAY_FILE. */
function filesAt(where: string): string[] {
  const [folder, name] = [dirname(where), basename(where)];
  const [before = '', after] = name.split('*') as [string?, string?];
  const isMatch = (each: string): boolean =>
    after === undefined ? each === name : each.startsWith(before) && each.endsWith(after);
  const found = existsSync(folder) ? readdirSync(folder).filter(isMatch).sort() : [];
  if (found.length > 0) return found.map((each) => join(folder, each));
  throw new RacelineError('ERR_BAD_REPLAY_FILE', {
    what: `there is no file ${where}`,
    why: `it is looked for from ${process.cwd()}`,
    next: 'Record one with raceline explore --out DIR.',
  });
}

async function explain(
  scenario: Scenario,
  report: ExplorationReport,
  verdict: Verdict,
  options: Partial<ExploreOptions>,
): Promise<string> {
  const { property, counterexample } = verdict;
  const claim = `${report.scenario} / ${report.implementation}: ${property} is ${verdict.verdict}`;
  const head = `${claim} (${verdictText(verdict)}; seed ${report.seed})`;
  if (counterexample === null) return head;
  const limits = limitsOf(scenario, options);
  const outcome = await replay(scenario, { implementation: report.implementation, limits, ...counterexample });
  return [head, counterexample.message, ...timelineLines(outcome)].join('\n  ');
}
