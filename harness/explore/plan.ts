import fc from 'fast-check';
import type { Limits } from '../engine/limits.ts';
import { deriveSeed } from '../engine/random.ts';
import { exampleNamed, type Input } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { EXHAUSTIVE } from '../strategies/exhaustive.ts';
import { DEFAULT_DEPTH, type StrategyDefinition } from '../strategies/strategy-definition.ts';
import { valuesBySize } from './small-scope.ts';
import { choosePlan } from './swarm.ts';

/** What a user asks of an exploration. Everything that decides its findings, and nothing else. */
export interface ExploreOptions {
  readonly seed: number;
  /** How to explore: a name of the catalogue (strategies/catalogue.ts), or a definition of one's own. */
  readonly strategy: string | StrategyDefinition;
  /** Depth of the bugs that a strategy with the option `depth` looks for (default 3). */
  readonly depth?: number;
  /** Sampled executions at most; of a strategy that enumerates, all of them. */
  readonly schedulesMax: number;
  /**
   * Steps that may be spent on exploring one workload exhaustively, beside the sampling: each example, then the smallest
   * generated workloads. 0 (the default): none is.
   */
  readonly proofStepsMax?: number;
  /** How many of the smallest generated workloads that are (default 24). */
  readonly smallWorkloads?: number;
  readonly limits?: Partial<Limits>;
  /** Whether the scenario's costs are measured in every execution. */
  readonly measuresCosts?: boolean;
  /** Whether each schedule is executed twice, to see that nothing else decides what happens. */
  readonly checksDeterminism?: boolean;
}

export const DEFAULT_STRATEGY = 'portfolio';

export const DEFAULT_OPTIONS: ExploreOptions = { seed: 1, strategy: DEFAULT_STRATEGY, schedulesMax: 10_000 };

/**
 * A job: one workload with its fault plan, and a slice of its schedules. Jobs are independent and depend on the options
 * and their index alone, so any worker may run any of them and the findings merge in order of index.
 */
export interface Job extends Input {
  readonly index: number;
  readonly strategy: StrategyDefinition;
  /** Depth of the bugs that the strategy looks for, if it heeds that. */
  readonly depth: number;
  readonly seed: number;
  readonly executionsMax: number;
  /** Steps of all executions together at most. */
  readonly stepsMax: number;
  /** Every so many executions one is looked at for its trace class. */
  readonly lookEvery: number;
  /** Size of a workload that small-scope exploration has made; null for others. */
  readonly size: number | null;
}

/** Executions of one sampled job: enough to be worth its set-up, few enough that many workloads are seen. */
const EXECUTIONS_A_JOB = 50;

/**
 * Executions looked at for their trace class: that costs as much again as the execution does, so of a usual run it is one
 * in twenty, and of an endless one one in fifty.
 */
const LOOKS_MAX = 500;
const LOOK_EVERY_MAX = 50;

/** Explores workloads exhaustively beside a strategy that draws schedules. */
const PROVER: StrategyDefinition = EXHAUSTIVE;

/** The strategy with which these options explore all schedules of a workload, if of any. */
export function proverOf({ strategy }: Pick<ExploreOptions, 'strategy'>): StrategyDefinition {
  const chosen = strategyOf(strategy);
  return chosen.facts.enumerates ? chosen : PROVER;
}

/** Generated workloads that are explored exhaustively, smallest first, unless the options say otherwise. */
const SMALL_WORKLOADS = 24;

/** The number of jobs that these options make of a scenario with so many examples. */
export function countJobs(examples: number, options: ExploreOptions): number {
  if (strategyOf(options.strategy).facts.enumerates) return examples;
  return Math.ceil(options.schedulesMax / EXECUTIONS_A_JOB) + countProofs(examples, options);
}

function countProofs(
  examples: number,
  { proofStepsMax = 0, smallWorkloads = SMALL_WORKLOADS }: ExploreOptions,
): number {
  return proofStepsMax === 0 ? 0 : examples + smallWorkloads;
}

/**
 * Job `index`. Exhaustive exploration covers the examples, one a job, sharing the budget evenly. Sampling sees each
 * example once, then come the small workloads that are explored exhaustively, if they are asked for, then generated
 * workloads and examples by turns.
 */
export function planJob(scenario: Scenario, options: ExploreOptions, index: number): Job {
  const names = Object.keys(scenario.examples);
  const lookEvery = Math.min(LOOK_EVERY_MAX, Math.ceil(options.schedulesMax / LOOKS_MAX));
  const strategy = strategyOf(options.strategy);
  const how = { strategy, depth: options.depth ?? DEFAULT_DEPTH, lookEvery };
  if (strategy.facts.enumerates) {
    const executionsMax = Math.ceil(options.schedulesMax / names.length);
    const bounds = { executionsMax, stepsMax: Number.POSITIVE_INFINITY, size: null };
    const seed = deriveSeed(options.seed, index);
    return { index, ...exampleNamed(scenario, names[index] ?? ''), ...how, seed, ...bounds };
  }
  const sampledFirst = Math.min(names.length, Math.ceil(options.schedulesMax / EXECUTIONS_A_JOB));
  const proofs = countProofs(names.length, options);
  const isProof = index >= sampledFirst && index < sampledFirst + proofs;
  const sampled = index < sampledFirst ? index : index - proofs;
  // Of the samples alone, so that the same schedules are sampled with proofs and without: more effort finds no less.
  const seed = deriveSeed(options.seed, isProof ? sampledFirst - 1 - index : sampled);
  if (isProof) {
    const proof = planProof(scenario, options, index - sampledFirst);
    return { index, ...how, seed, strategy: PROVER, ...proof };
  }
  const executionsMax = Math.min(EXECUTIONS_A_JOB, options.schedulesMax - sampled * EXECUTIONS_A_JOB);
  const later = sampled - names.length;
  const input =
    later >= 0 && later % 2 === 0
      ? generated(scenario, seed, (sampled * EXECUTIONS_A_JOB) / options.schedulesMax)
      : exampleNamed(scenario, names[(later < 0 ? sampled : (later - 1) / 2) % names.length] ?? '');
  return { index, ...input, ...how, seed, executionsMax, stepsMax: Number.POSITIVE_INFINITY, size: null };
}

/** The `ordinal`th workload that is explored exhaustively: an example, or one of the smallest; nothing if they are fewer. */
function planProof(
  scenario: Scenario,
  { proofStepsMax = 0 }: ExploreOptions,
  ordinal: number,
): Input & Pick<Job, 'executionsMax' | 'stepsMax' | 'size'> {
  const names = Object.keys(scenario.examples);
  const bounds = { executionsMax: Number.POSITIVE_INFINITY, stepsMax: proofStepsMax };
  const name = names[ordinal];
  if (name !== undefined) return { ...exampleNamed(scenario, name), ...bounds, size: null };
  const small = smallestWorkloads(scenario)[ordinal - names.length];
  if (small === undefined)
    return { origin: NO_WORKLOAD, workload: null, faults: null, executionsMax: 0, stepsMax: 0, size: null };
  const [workload, faults] = small.value;
  return { origin: 'generated', workload, faults, ...bounds, size: small.size };
}

/** Origin of a job that has nothing to do: the arbitrary has no more small values. */
export const NO_WORKLOAD = 'none';

type Small = { readonly value: readonly [workload: unknown, faults: unknown]; readonly size: number };
const smallKnown = new WeakMap<Scenario, readonly Small[]>();

function smallestWorkloads(scenario: Scenario): readonly Small[] {
  const known = smallKnown.get(scenario);
  if (known !== undefined) return known;
  const small: Small[] = [];
  for (const one of valuesBySize(fc.tuple(scenario.workload, scenario.faults))) {
    if (small.push(one) === SMALL_WORKLOADS) break;
  }
  smallKnown.set(scenario, small);
  return small;
}

const smallestFaultsKnown = new WeakMap<Scenario, { readonly value: unknown }>();

/** The plan with the fewest faults that the scenario has; undefined if none is found. */
function smallestFaults(scenario: Scenario): unknown {
  let known = smallestFaultsKnown.get(scenario);
  if (known === undefined) {
    const [first] = valuesBySize(scenario.faults);
    known = { value: first?.value };
    smallestFaultsKnown.set(scenario, known);
  }
  return known.value;
}

/** Workloads and fault plans drawn for one that is taken. */
const CANDIDATES = 8;

/** Smaller workloads first, larger ones as the budget is used up. `progress`: the part that is, 0 to 1. */
function generated(scenario: Scenario, seed: number, progress: number): Input {
  const drawn = fc.sample(fc.tuple(scenario.workload, scenario.faults), { numRuns: CANDIDATES, seed });
  const workloads = drawn.map(([workload]) => ({ workload, size: JSON.stringify(workload)?.length ?? 0 }));
  workloads.sort((a, b) => a.size - b.size);
  const { workload } = workloads[Math.min(CANDIDATES - 1, Math.floor(progress * CANDIDATES))] ?? {
    workload: undefined,
  };
  const faults = choosePlan(
    drawn.map((pair) => pair[1]),
    smallestFaults(scenario),
    seed,
  );
  return { origin: 'generated', workload, faults };
}

/**
 * Seed of the randomness inside the `ordinal`th execution of a job. Exhaustive search executes prefixes again, so all its
 * executions share one; samples differ in that too.
 */
export function randomSeedOf(job: Job, ordinal: number): number {
  return deriveSeed(job.seed, job.strategy.facts.enumerates ? 0 : ordinal);
}
