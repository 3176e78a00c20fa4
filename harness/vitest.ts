import './seams/register.ts';
import { timelineLines } from '../reports/timeline-text.ts';
import { verdictText } from '../reports/verdict-text.ts';
import { type ExplorationReport, explore } from './explore/explore.ts';
import type { ExploreOptions } from './explore/explore-options.ts';
import { replay } from './run/replay.ts';
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
