import { hashString, TraceHash } from '../engine/trace-hash.ts';
import { type CostSamples, mergeSamples } from '../run/cost-meter.ts';
import { ENGINE_PROPERTIES } from '../run/execution-run.ts';
import type { FoundViolation } from '../run/found-violation.ts';
import { KEEPS_SOMETHING } from '../run/repetition.ts';
import { limitsOf } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Verdict } from '../scenario/verdict.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { type Coverage, coverageOf, describeCoverage } from './coverage.ts';
import type { JobFindings } from './job-run.ts';
import type { ExploreOptions } from './plan.ts';
import { coverageWithin, howWithin, type Shard, WHOLE } from './shard.ts';

/** What an exploration as a whole found, before its counterexamples are minimised. */
export interface Findings {
  readonly executions: number;
  readonly steps: number;
  readonly traceHash: string;
  readonly jobs: number;
  /** The first violation of each property in order of jobs, with its job. */
  readonly violations: ReadonlyMap<string, { readonly job: number; readonly found: FoundViolation }>;
  readonly bounds: Readonly<Record<string, number>>;
  readonly isExhausted: boolean;
  /** Why an exhaustive exploration that came to its end proves nothing. */
  readonly doubt: string | null;
  readonly coverage: Coverage;
  readonly leaks: readonly string[];
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
    bounds,
    isExhausted: ordered.every((job) => job.isExhausted),
    doubt: ordered.find(({ doubt }) => doubt !== null)?.doubt ?? null,
    coverage: coverageOf(ordered),
    leaks: [...new Set(ordered.flatMap((job) => job.leaks))],
    costs: mergeSamples(ordered.map((job) => job.costs)),
  };
}

/** Why an exploration ended before its plan did, if it did. */
export type Interruption =
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'stuck'; readonly message: string; readonly job: number };

/** What verdicts depend on beside the findings. */
export interface Circumstances {
  /** Of the shard. */
  readonly jobsPlanned: number;
  readonly interruption: Interruption | null;
  readonly timeIsTheGoal: boolean;
  /** Default: the whole. */
  readonly shard?: Shard;
}

/** The verdict on each property, counterexamples still to come. */
export function judgeFindings(
  scenario: Scenario,
  options: ExploreOptions,
  findings: Findings,
  context: Circumstances,
): Omit<Verdict, 'counterexample'>[] {
  const doubt = reasonForDoubt(scenario, options, findings, context);
  const count = `${findings.executions.toLocaleString('en-US')} executions`;
  const { shard = WHOLE } = context;
  const { exhausted } = findings.coverage;
  // A shard does not have all examples. Those that it has it names, and claims no others.
  const isPart = shard.count > 1 && exhausted.examples.length > 0;
  const examples = isPart ? exhausted.examples : Object.keys(scenario.examples);
  const how = describeCoverage(coverageWithin(shard, findings.coverage), options, examples);
  return judgedProperties(scenario).map((property) => {
    if (findings.violations.has(property.property)) {
      return {
        ...property,
        verdict: 'violated',
        how: howWithin(shard, `found in ${count}`),
        executions: findings.executions,
      };
    }
    if (doubt !== null)
      return { ...property, verdict: 'unknown', how: howWithin(shard, doubt), executions: findings.executions };
    return { ...property, verdict: 'holds', how: howWithin(shard, how), executions: findings.executions };
  });
}

/** The scenario's properties and the engine's own, in order. */
export function judgedProperties(scenario: Scenario): Pick<Verdict, 'property' | 'kind' | 'level'>[] {
  const own = scenario.properties.map(({ name, kind, level }) => ({ property: name, kind, level }));
  const engine = ENGINE_PROPERTIES.map((name) => ({ property: name, kind: 'safety', level: 'documented' }) as const);
  return [...own, ...engine];
}

/** What is behind most of the bounds that are hit. */
const UNENDING: Readonly<Record<string, string>> = {
  stepsMax: ': it needs more, or never ends, as a setInterval that no actor stops and that is not unref()ed',
  virtualMsMax: ': a timer waits longer than that, or something repeats that nobody stops',
};

function reasonForDoubt(
  scenario: Scenario,
  options: ExploreOptions,
  findings: Findings,
  context: Circumstances,
): string | null {
  const leak = findings.leaks[0];
  if (leak !== undefined) return leak.startsWith('ERR_') ? leak : `ERR_UNCONTROLLED_NONDETERMINISM: ${leak}`;
  const limits = limitsOf(scenario, options);
  for (const [bound, times] of Object.entries(findings.bounds)) {
    const value = limits[bound as keyof typeof limits];
    return `${times} of ${findings.executions} executions hit the bound ${bound} = ${value}${UNENDING[bound] ?? ''}`;
  }
  const { interruption } = context;
  if (interruption?.kind === 'stuck') return interruption.message;
  if (interruption?.kind === 'interrupt') return `interrupted after ${findings.executions} executions`;
  if (context.jobsPlanned === 0) return 'there are more shards than jobs, and it has none';
  if (findings.executions === 0) return 'nothing was executed';
  const { enumerates } = strategyOf(options.strategy).facts;
  if (enumerates && findings.doubt !== null) {
    return findings.doubt.startsWith('ERR_') ? `${findings.doubt}: ${KEEPS_SOMETHING}` : findings.doubt;
  }
  if (enumerates && !findings.isExhausted) {
    return `the budget of ${options.schedulesMax} schedules ran out before all were explored`;
  }
  if (interruption?.kind === 'time' && !context.timeIsTheGoal) {
    return `the time budget of ${interruption.seconds} s ran out after ${findings.jobs} of ${context.jobsPlanned} jobs`;
  }
  return null;
}

function sum(jobs: readonly JobFindings[], of: (job: JobFindings) => number): number {
  return jobs.reduce((total, job) => total + of(job), 0);
}
