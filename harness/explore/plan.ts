import fc from 'fast-check';
import { RacelineError } from '../errors.ts';
import type { Scenario } from '../scenario.ts';
import type { Limits } from '../scheduler/limits.ts';
import { DEFAULT_LIMITS } from '../scheduler/limits.ts';
import { DEFAULT_DEPTH, isEnumerating, type StrategyName } from '../strategies/catalogue.ts';
import { deriveSeed } from '../world/random.ts';

/** What a user asks of an exploration. Everything that decides its findings, and nothing else. */
export interface ExploreOptions {
  readonly seed: number;
  readonly strategy: StrategyName;
  /** Depth of the bugs that `pct` looks for (default 3). */
  readonly depth?: number;
  /** Executions at most. */
  readonly schedulesMax: number;
  readonly limits?: Partial<Limits>;
  /** Whether the scenario's costs are measured in every execution. */
  readonly measuresCosts?: boolean;
}

export const DEFAULT_OPTIONS: ExploreOptions = { seed: 1, strategy: 'random-walk', schedulesMax: 10_000 };

/**
 * A job: one workload with its fault plan, and a slice of its schedules. Jobs are independent and depend on the options
 * and their index alone, so any worker may run any of them and the findings merge in order of index.
 */
export interface Job {
  readonly index: number;
  /** Name of the example, or `generated`. */
  readonly origin: string;
  readonly workload: unknown;
  readonly faults: unknown;
  readonly strategy: StrategyName;
  /** Depth of the bugs that `pct` looks for. */
  readonly depth: number;
  readonly seed: number;
  readonly executionsMax: number;
}

/** Executions of one sampled job: enough to be worth its set-up, few enough that many workloads are seen. */
const EXECUTIONS_A_JOB = 50;

/** The number of jobs that these options make of a scenario with so many examples. */
export function countJobs(examples: number, options: ExploreOptions): number {
  return isEnumerating(options.strategy) ? examples : Math.ceil(options.schedulesMax / EXECUTIONS_A_JOB);
}

/**
 * Job `index`. Exhaustive exploration covers the examples, one a job, sharing the budget evenly. Sampling sees each
 * example once, then takes generated workloads and examples by turns.
 */
export function planJob(scenario: Scenario, options: ExploreOptions, index: number): Job {
  const names = Object.keys(scenario.examples);
  const seed = deriveSeed(options.seed, index);
  const how = { strategy: options.strategy, depth: options.depth ?? DEFAULT_DEPTH, seed };
  if (isEnumerating(options.strategy)) {
    const executionsMax = Math.ceil(options.schedulesMax / names.length);
    return { index, ...exampleNamed(scenario, names[index] ?? ''), ...how, executionsMax };
  }
  const executionsMax = Math.min(EXECUTIONS_A_JOB, options.schedulesMax - index * EXECUTIONS_A_JOB);
  const later = index - names.length;
  const input =
    later >= 0 && later % 2 === 0
      ? generated(scenario, seed)
      : exampleNamed(scenario, names[(later < 0 ? index : (later - 1) / 2) % names.length] ?? '');
  return { index, ...input, ...how, executionsMax };
}

type Input = Pick<Job, 'origin' | 'workload' | 'faults'>;

function exampleNamed(scenario: Scenario, name: string): Input {
  const example = scenario.examples[name];
  if (example === undefined) {
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
      what: `scenario ${scenario.name} has no example${name === '' ? '' : ` named ${name}`}`,
      why: 'exploration begins with the examples',
      next: 'Add one to `examples`.',
    });
  }
  return { origin: name, workload: example.workload, faults: example.faults };
}

function generated(scenario: Scenario, seed: number): Input {
  const [drawn] = fc.sample(fc.tuple(scenario.workload, scenario.faults), { numRuns: 1, seed });
  return { origin: 'generated', workload: drawn?.[0], faults: drawn?.[1] };
}

/**
 * Seed of the randomness inside the `ordinal`th execution of a job. Exhaustive search executes prefixes again, so all its
 * executions share one; samples differ in that too.
 */
export function randomSeedOf(job: Job, ordinal: number): number {
  return deriveSeed(job.seed, isEnumerating(job.strategy) ? 0 : ordinal);
}

/** Bounds of every execution: the engine's defaults, the scenario's, the user's, later ones first. */
export function limitsOf(scenario: Scenario, options: Pick<ExploreOptions, 'limits'>): Limits {
  return { ...DEFAULT_LIMITS, ...scenario.limits, ...options.limits };
}
