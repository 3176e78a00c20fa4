import { hashString, TraceHash } from '../engine/trace-hash.ts';
import { type CostSamples, mergeSamples } from '../run/cost-meter.ts';
import type { FoundViolation } from '../run/found-violation.ts';
import type { Coverage } from '../scenario/coverage.ts';
import type { Doubt } from '../scenario/how.ts';
import { coverageOf } from './coverage.ts';
import { addLeak, addUndecidable, type JobFindings, type Undecidable } from './job-findings.ts';

/** What an exploration as a whole found, before its counterexamples are minimised. */
export interface Findings {
  readonly executions: number;
  readonly steps: number;
  readonly traceHash: string;
  readonly jobs: number;
  /** The first violation of each property in order of jobs, with its job. */
  readonly violations: ReadonlyMap<string, { readonly job: number; readonly found: FoundViolation }>;
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
  const violations = new Map<string, { job: number; found: FoundViolation }>();
  const bounds: Record<string, number> = {};
  for (const job of ordered) {
    hash.mix(hashString(job.traceHash), job.executions);
    for (const found of job.violations) {
      if (!violations.has(found.property)) violations.set(found.property, { job: job.index, found });
    }
    for (const [bound, count] of Object.entries(job.bounds)) bounds[bound] = (bounds[bound] ?? 0) + count;
  }
  return {
    executions: sum(ordered, (job) => job.executions),
    steps: sum(ordered, (job) => job.steps),
    traceHash: hash.digest(),
    jobs: ordered.length,
    violations,
    undecided: mergeUndecided(ordered),
    bounds,
    isExhausted: ordered.every((job) => job.isExhausted),
    incomplete: ordered.find(({ incomplete }) => incomplete !== null)?.incomplete ?? null,
    unrepeatable: ordered.find(({ unrepeatable }) => unrepeatable !== null)?.unrepeatable ?? null,
    coverage: coverageOf(ordered),
    leaks: mergeLeaks(ordered),
    costs: mergeSamples(ordered.map((job) => job.costs)),
  };
}

function mergeUndecided(jobs: readonly JobFindings[]): Undecidable[] {
  const merged = new Map<string, Undecidable>();
  for (const one of jobs.flatMap(({ undecided }) => undecided)) addUndecidable(merged, one);
  return [...merged.values()];
}

function mergeLeaks(jobs: readonly JobFindings[]): Doubt[] {
  const merged = new Map<string, Doubt>();
  for (const leak of jobs.flatMap(({ leaks }) => leaks)) addLeak(merged, leak);
  return [...merged.values()];
}

function sum(jobs: readonly JobFindings[], of: (job: JobFindings) => number): number {
  return jobs.reduce((total, job) => total + of(job), 0);
}
