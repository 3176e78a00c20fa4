import { deriveSeed } from '../engine/random.ts';
import { exampleNamed } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { DEFAULT_DEPTH } from '../strategies/strategy-definition.ts';
import { type ExploreOptions, PROVER } from './explore-options.ts';
import { generatedInput, SMALL_WORKLOADS, smallestInputs } from './generated-inputs.ts';
import { type Job, NO_WORKLOAD } from './job.ts';

/** Executions of one sampled job: enough to be worth its set-up, few enough that many workloads are seen. */
const EXECUTIONS_A_JOB = 50;
/** Executions that each example has before any has more, if there are so many: one by each strategy of the portfolio. */
const FIRST_LOOK = 6;

/**
 * Executions looked at for their trace class: that costs as much again as the execution does, so of a usual run it is one
 * in twenty, and of an endless one one in fifty.
 */
const LOOKS_MAX = 500;
const LOOK_EVERY_MAX = 50;

/** The number of jobs that these options make of a scenario with `examples` examples. */
export function countJobs(examples: number, options: ExploreOptions): number {
  if (strategyOf(options.strategy).facts.enumerates) return examples;
  return countSamples(examples, options.schedulesMax) + countProofs(examples, options);
}

/** How often each example has a turn before anything else has, and how long the first is; together EXECUTIONS_A_JOB executions. */
function turnsOf(examples: number, schedulesMax: number): { readonly turns: number; readonly first: number } {
  if (examples <= 1) return { turns: 1, first: EXECUTIONS_A_JOB };
  return { turns: 2, first: Math.max(1, Math.min(FIRST_LOOK, Math.floor(schedulesMax / examples))) };
}

function countSamples(examples: number, schedulesMax: number): number {
  const { turns, first } = turnsOf(examples, schedulesMax);
  const [looked, seen] = [examples * first, examples * EXECUTIONS_A_JOB];
  if (schedulesMax <= looked) return Math.ceil(schedulesMax / first);
  if (schedulesMax <= seen) return examples + Math.ceil((schedulesMax - looked) / (EXECUTIONS_A_JOB - first));
  return turns * examples + Math.ceil((schedulesMax - seen) / EXECUTIONS_A_JOB);
}

/** How many executions the sampled jobs before the `ordinal`th make together. */
function madeBefore(ordinal: number, examples: number, schedulesMax: number): number {
  const { turns, first } = turnsOf(examples, schedulesMax);
  if (ordinal <= examples) return ordinal * first;
  const second = Math.min(ordinal, turns * examples) - examples;
  const later = ordinal - examples - second;
  return examples * first + second * (EXECUTIONS_A_JOB - first) + later * EXECUTIONS_A_JOB;
}

function countProofs(
  examples: number,
  { proofStepsMax = 0, smallWorkloads = SMALL_WORKLOADS }: ExploreOptions,
): number {
  return proofStepsMax === 0 ? 0 : examples + smallWorkloads;
}

/**
 * Job `index`. Exhaustive exploration covers the examples, one a job, sharing the budget evenly. Sampling gives each
 * example a short turn, so that a small budget sees all of them, and then a long one; then come the small workloads that are explored
 * exhaustively, if they are asked for, then generated workloads and examples by turns.
 */
export function planJob(scenario: Scenario, options: ExploreOptions, index: number): Job {
  if (strategyOf(options.strategy).facts.enumerates) return enumeration(scenario, options, index);
  const examples = Object.keys(scenario.examples).length;
  const { turns } = turnsOf(examples, options.schedulesMax);
  const sampledFirst = Math.min(turns * examples, countSamples(examples, options.schedulesMax));
  const proofs = countProofs(examples, options);
  if (index < sampledFirst) return sample(scenario, options, index, index);
  if (index < sampledFirst + proofs) return proof(scenario, options, index, index - sampledFirst);
  return sample(scenario, options, index, index - proofs);
}

type Settings = Pick<Job, 'index' | 'strategy' | 'depth' | 'lookEvery' | 'bails'>;

/** What all jobs have in common. */
function settingsOf(options: ExploreOptions, index: number): Settings {
  const { strategy, depth = DEFAULT_DEPTH, schedulesMax, bail = false } = options;
  const lookEvery = Math.min(LOOK_EVERY_MAX, Math.ceil(schedulesMax / LOOKS_MAX));
  return { index, strategy: strategyOf(strategy), depth, lookEvery, bails: bail };
}

/** All schedules of an example. */
function enumeration(scenario: Scenario, options: ExploreOptions, index: number): Job {
  const names = Object.keys(scenario.examples);
  return {
    ...settingsOf(options, index),
    ...exampleNamed(scenario, names[index] ?? ''),
    seed: deriveSeed(options.seed, index),
    executionsMax: Math.ceil(options.schedulesMax / names.length),
    stepsMax: Number.POSITIVE_INFINITY,
    size: null,
  };
}

/** The `ordinal`th sampled job: each example twice, then a generated workload and an example by turns. */
function sample(scenario: Scenario, options: ExploreOptions, index: number, ordinal: number): Job {
  const names = Object.keys(scenario.examples);
  // Of the samples alone, so that the same schedules are sampled with proofs and without: more effort finds no less.
  const seed = deriveSeed(options.seed, ordinal);
  const { schedulesMax } = options;
  const made = madeBefore(ordinal, names.length, schedulesMax);
  const later = ordinal - turnsOf(names.length, schedulesMax).turns * names.length;
  const isGenerated = later >= 0 && later % 2 === 0;
  const example = names[(later < 0 ? ordinal : (later - 1) / 2) % names.length] ?? '';
  return {
    ...settingsOf(options, index),
    ...(isGenerated ? generatedInput(scenario, seed, made / schedulesMax) : exampleNamed(scenario, example)),
    seed,
    executionsMax: Math.min(madeBefore(ordinal + 1, names.length, schedulesMax), schedulesMax) - made,
    stepsMax: Number.POSITIVE_INFINITY,
    size: null,
  };
}

/** The `ordinal`th workload that is explored exhaustively: an example, or one of the smallest; nothing if they are fewer. */
function proof(scenario: Scenario, options: ExploreOptions, index: number, ordinal: number): Job {
  // Proofs draw from seeds of their own, below those of the samples.
  const settings = { ...settingsOf(options, index), strategy: PROVER, seed: deriveSeed(options.seed, -1 - ordinal) };
  const bounds = { executionsMax: Number.POSITIVE_INFINITY, stepsMax: options.proofStepsMax ?? 0, size: null };
  const names = Object.keys(scenario.examples);
  const name = names[ordinal];
  if (name !== undefined) return { ...settings, ...bounds, ...exampleNamed(scenario, name) };
  const small = smallestInputs(scenario)[ordinal - names.length];
  if (small !== undefined) return { ...settings, ...bounds, ...small };
  const nothing = { origin: NO_WORKLOAD, workload: null, faults: null, executionsMax: 0, stepsMax: 0 };
  return { ...settings, ...bounds, ...nothing };
}
