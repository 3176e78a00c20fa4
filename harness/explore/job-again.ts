import type { JobFindings } from './job-findings.ts';

/** Executions of a job that is worth making again; exhaustive ones may have millions. */
const EXECUTIONS_MAX = 1_000;

/**
 * Whether a job that was made goes the same way and breaks the same properties when it is made again, after all others. In
 * one thread whatever code keeps from one execution to the next (a promise that never settles, in a cache) breaks all that
 * come after it: a violation that was found then may be its doing.
 */
export async function isStillTheSame(
  jobs: Iterable<JobFindings>,
  runner: (index: number) => Promise<JobFindings>,
): Promise<boolean> {
  const cheapest = cheapestOf(jobs);
  return cheapest === null || areSame(withoutTexts(await runner(cheapest.index)), withoutTexts(cheapest));
}

/** A message may count on (request 371 of ...) without anything else having changed. */
function withoutTexts(job: JobFindings): JobFindings {
  return { ...job, violations: job.violations.map((each) => ({ ...each, message: '' })), undecided: [], leaks: [] };
}

/** The first of those with the fewest executions; null if there is none that is worth it. */
export function cheapestOf(known: Iterable<JobFindings>): JobFindings | null {
  let cheapest: JobFindings | null = null;
  for (const job of known) {
    const isEligible = job.executions > 0 && job.executions <= EXECUTIONS_MAX;
    if (isEligible && (cheapest === null || job.executions < cheapest.executions)) cheapest = job;
  }
  return cheapest;
}

/** Whether findings are the same, but for what the first execution of a thread alone goes through. */
export function areSame(one: JobFindings, other: JobFindings): boolean {
  return sorted({ ...one, isWarmed: false }) === sorted({ ...other, isWarmed: false });
}

/** JSON with sorted keys: a file's keys need not come in the order in which a job has them. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
