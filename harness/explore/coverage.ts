import { strategyOf } from '../strategies/catalogue.ts';
import { DEFAULT_DEPTH } from '../strategies/strategy-definition.ts';
import type { JobFindings } from './job-run.ts';
import { type ExploreOptions, NO_WORKLOAD, proverOf } from './plan.ts';
import { mergeClasses, type TraceCoverage, traceCoverage } from './trace-classes.ts';

/** What an exploration has covered: what a verdict that something holds rests on. Plain data. */
export interface Coverage {
  /** Sampled executions, and the workloads that they were of. */
  readonly executions: number;
  readonly workloads: number;
  /** What the sampled executions saw of the traces that there are; null if none was looked at. */
  readonly traces: TraceCoverage | null;
  /** Workloads of which every schedule was executed, up to the order of independent steps. */
  readonly exhausted: Exhausted;
  /** What a strategy's guarantee rests on. */
  readonly actorsMax: number;
  readonly stepsMax: number;
  /** Executions that each sampled workload had, at least. */
  readonly executionsEach: number;
  /** Whether the code keeps something of the first execution of a thread. */
  readonly isWarmed: boolean;
}

export interface Exhausted {
  readonly examples: readonly string[];
  /** Executions of those, each of another trace: one for all schedules that differ in the order of independent steps. */
  readonly traces: number;
  /** Generated workloads among them. */
  readonly generated: number;
  /** All generated workloads up to this size are among them; -1 if not even those of size 0. */
  readonly upToSize: number;
}

export function coverageOf(jobs: readonly JobFindings[]): Coverage {
  const sampled = jobs.filter(({ isProof }) => !isProof);
  return {
    executions: sum(sampled.map(({ executions }) => executions)),
    workloads: sampled.length,
    traces: traceCoverage(mergeClasses(sampled.map(({ classes }) => classes))),
    exhausted: exhaustedOf(jobs.filter(({ isProof, origin }) => isProof && origin !== NO_WORKLOAD)),
    // Not by Math.max(...): there may be millions of jobs, and that many arguments overflow the stack.
    actorsMax: sampled.reduce((most, job) => Math.max(most, job.actorsMax), 0),
    stepsMax: sampled.reduce((most, job) => Math.max(most, job.stepsMax), 0),
    executionsEach: sampled.reduce((least, job) => Math.min(least, job.executions), sampled[0]?.executions ?? 0),
    isWarmed: jobs.some(({ isWarmed }) => isWarmed),
  };
}

function exhaustedOf(proofs: readonly JobFindings[]): Exhausted {
  const done = proofs.filter(({ isExhausted }) => isExhausted);
  const small = proofs.filter(({ size }) => size !== null);
  const sizes = small.map(({ size }) => size ?? 0);
  // Those of the largest size may not all be there: the list ends somewhere.
  const complete = sizes.filter((size) => size < Math.max(...sizes));
  const failed = small.filter(({ isExhausted }) => !isExhausted).map(({ size }) => size ?? 0);
  return {
    examples: done.filter(({ size }) => size === null).map(({ origin }) => origin),
    traces: sum(done.filter(({ size }) => size === null).map(({ executions, repeated }) => executions - repeated)),
    generated: done.filter(({ size }) => size !== null).length,
    upToSize: Math.min(Math.max(-1, ...complete), Math.min(Number.POSITIVE_INFINITY, ...failed) - 1),
  };
}

/** The coverage in one sentence, for a verdict that something holds. */
export function describeCoverage(coverage: Coverage, options: ExploreOptions, examples: readonly string[]): string {
  const { exhausted } = coverage;
  const isAll = examples.every((name) => exhausted.examples.includes(name));
  const all = isAll ? [`exhaustive: all schedules of ${namesOf(examples)}, ${unitsOf(exhausted, options)}`] : [];
  const warmed = coverage.isWarmed ? [WARMED] : [];
  if (strategyOf(options.strategy).facts.enumerates) return [...all, ...warmed].join('; ');
  const some = isAll || exhausted.examples.length === 0 ? [] : [`all schedules of ${listOf(exhausted.examples)}`];
  return [
    ...all,
    sampledText(coverage, options),
    ...tracesText(coverage, options),
    ...some,
    ...smallText(exhausted),
    ...warmed,
  ].join('; ');
}

const WARMED =
  'the first execution of a thread goes another way than the others: a module keeps something of it, ' +
  'and what is done once only was hardly explored';

function sampledText(
  { executions, workloads, actorsMax, stepsMax, executionsEach }: Coverage,
  { strategy, depth = DEFAULT_DEPTH }: ExploreOptions,
): string {
  const { name, guarantee } = strategyOf(strategy);
  const text = `${number(executions)} executions of ${name} over ${count(workloads, 'workload')}`;
  if (guarantee === undefined) return text;
  const { shows, probability } = guarantee({ depth, actorsMax, stepsMax, executionsEach });
  return `${text}, which show ${shows} with probability at least ${percent(probability)}`;
}

function tracesText({ traces }: Coverage, { strategy }: ExploreOptions): string[] {
  if (traces === null) return [];
  const { looked, classes, once, unseen } = traces;
  // Good's estimate takes executions not to depend on those before.
  const about = strategyOf(strategy).facts.learns ? 'very roughly' : 'about';
  return [
    `of ${number(looked)} looked at ${number(classes)} traces, ${number(once)} of them once: ` +
      `${about} ${percent(unseen)} of further ones would be new`,
  ];
}

function smallText({ generated, upToSize }: Exhausted): string[] {
  if (generated === 0) return [];
  const all = upToSize < 0 ? '' : `, all up to size ${upToSize} among them`;
  return [`all schedules of ${generated} small generated workloads${all}`];
}

function unitsOf({ traces }: Exhausted, options: ExploreOptions): string {
  return count(traces, proverOf(options).facts.reduces ? 'trace' : 'schedule');
}

function namesOf(names: readonly string[]): string {
  return names.length === 1 ? `the workload ${names[0]}` : `the ${names.length} workloads ${names.join(', ')}`;
}

function listOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} examples (${names.slice(0, 3).join(', ')}, ...)` : names.join(', ');
}

function percent(part: number): string {
  const value = 100 * part;
  return `${value >= 1 || value === 0 ? value.toFixed(0) : value.toPrecision(1)} %`;
}

function count(of: number, what: string): string {
  return `${number(of)} ${what}${of === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
