import type { Coverage } from '../scenario/coverage.ts';
import type { JobFindings } from './job-findings.ts';

/** What executions of one origin and one class of faults broke. */
export type Tally = Coverage['tallies'][number];

/** One for each origin and class, in order of their first job. */
export function talliesOf(jobs: readonly JobFindings[]): Tally[] {
  const known = new Map<
    string,
    { origin: string; faultClass: string | null; executions: number; broken: Record<string, number> }
  >();
  for (const { origin, faultClass, executions, violations } of jobs) {
    if (executions === 0) continue;
    const key = JSON.stringify([origin, faultClass]);
    const tally = known.get(key) ?? { origin, faultClass, executions: 0, broken: {} };
    known.set(key, tally);
    tally.executions += executions;
    for (const { property, times } of violations) tally.broken[property] = (tally.broken[property] ?? 0) + times;
  }
  return [...known.values()];
}
