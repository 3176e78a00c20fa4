import { hashString, TraceHash } from '../engine/trace-hash.ts';
import { type CostSamples, mergeSamples } from '../run/cost-meter.ts';
import type { FoundViolation } from '../run/found-violation.ts';
import type { Coverage } from '../scenario/coverage.ts';
import type { Doubt, Found } from '../scenario/how.ts';
import { coverageOf } from './coverage.ts';
import { GENERATED } from './generated-inputs.ts';
import { addLeak, addUndecidable, type JobFindings, type JobViolation, type Undecidable } from './job-findings.ts';
import { WENT_ANOTHER_WAY } from './repeat-first.ts';
import { mergeCounts } from './trace-classes.ts';

/** What all jobs together say of a property that some of them broke. */
export interface MergedViolation {
  /** The first job that broke it, and its shortest execution that did. */
  readonly job: number;
  readonly found: FoundViolation;
  readonly first: Found['first'];
  readonly times: number;
}

/** What an exploration as a whole found, before its counterexamples are minimised. */
export interface Findings {
  readonly executions: number;
  readonly steps: number;
  readonly traceHash: string;
  readonly jobs: number;
  readonly violations: ReadonlyMap<string, MergedViolation>;
  /** Executions that put a property to the test, by property. */
  readonly exercised: Readonly<Record<string, number>>;
  readonly undecided: readonly Undecidable[];
  readonly bounds: Readonly<Record<string, number>>;
  readonly isExhausted: boolean;
  /** Why an exhaustive exploration that came to its end proves nothing. */
  readonly incomplete: string | null;
  /** Where one could not repeat what it had executed. */
  readonly unrepeatable: string | null;
  readonly coverage: Coverage;
  readonly leaks: readonly Doubt[];
  readonly costs: CostSamples;
}

/** Merges the findings of jobs, in order of their index, so that it does not matter who ran them. */
export function mergeFindings(jobs: readonly JobFindings[]): Findings {
  const ordered = [...jobs].sort((a, b) => a.index - b.index);
  const hash = new TraceHash();
  for (const job of ordered) hash.mix(hashString(job.traceHash), job.executions);
  return {
    executions: sum(ordered, (job) => job.executions),
    steps: sum(ordered, (job) => job.steps),
    traceHash: hash.digest(),
    jobs: ordered.length,
    violations: mergeViolations(ordered),
    exercised: mergeCounts(ordered.map(({ exercised }) => exercised)),
    undecided: mergeUndecided(ordered),
    bounds: mergeCounts(ordered.map(({ bounds }) => bounds)),
    isExhausted: ordered.every((job) => job.isExhausted),
    incomplete: ordered.find(({ incomplete }) => incomplete !== null)?.incomplete ?? null,
    unrepeatable: ordered.find(({ unrepeatable }) => unrepeatable !== null)?.unrepeatable ?? null,
    coverage: coverageOf(ordered),
    leaks: mergeLeaks(ordered),
    costs: mergeSamples(ordered.map((job) => job.costs)),
  };
}

function mergeViolations(ordered: readonly JobFindings[]): Map<string, MergedViolation> {
  const merged = new Map<string, MergedViolation>();
  let before = 0;
  for (const job of ordered) {
    for (const found of job.violations) {
      const known = merged.get(found.property) ?? {
        job: job.index,
        found,
        first: firstOf(job, found, before),
        times: 0,
      };
      merged.set(found.property, { ...known, times: known.times + found.times });
    }
    before += job.executions;
  }
  return merged;
}

function firstOf({ origin, strategy, isProof }: JobFindings, { first }: JobViolation, before: number): Found['first'] {
  const isDefault = first === 0 && !isProof;
  return { execution: before + first + 1, origin, strategy: isDefault ? 'default order' : strategy };
}

function mergeUndecided(jobs: readonly JobFindings[]): Undecidable[] {
  const merged = new Map<string, Undecidable>();
  for (const one of jobs.flatMap(({ undecided }) => undecided)) addUndecidable(merged, one);
  return [...merged.values()];
}

function mergeLeaks(jobs: readonly JobFindings[]): Doubt[] {
  const merged = new Map<string, Doubt>();
  for (const leak of jobs.flatMap(({ leaks }) => leaks)) addLeak(merged, leak);
  if (isBegunDifferently(jobs)) addLeak(merged, { code: 'ERR_UNCONTROLLED_NONDETERMINISM', says: WENT_ANOTHER_WAY });
  return [...merged.values()];
}

/**
 * Whether two jobs of one example began with different executions. Both began in the default order, so code that keeps nothing goes
 * the same way. It may draw differently, and what only the first execution of a thread does is known from elsewhere.
 */
function isBegunDifferently(jobs: readonly JobFindings[]): boolean {
  if (jobs.some(({ isWarmed }) => isWarmed)) return false;
  const firsts = new Map<string, string>();
  return jobs.some(({ origin, first, isProof, hasDrawn }) => {
    if (isProof || hasDrawn || first === null || origin === GENERATED) return false;
    const known = firsts.get(origin) ?? first;
    firsts.set(origin, known);
    return known !== first;
  });
}

function sum(jobs: readonly JobFindings[], of: (job: JobFindings) => number): number {
  return jobs.reduce((total, job) => total + of(job), 0);
}
