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

/**
 * Executions looked at for their trace class: that costs as much again as the execution does, so of a usual run it is one
 * in twenty, and of an endless one one in fifty.
 */
const LOOKS_MAX = 500;
const LOOK_EVERY_MAX = 50;

/** The number of jobs that these options make of a scenario with `examples` examples. */
export function countJobs(examples: number, options: ExploreOptions): number {
  if (strategyOf(options.strategy).facts.enumerates) return examples;
  return countSamples(options) + countProofs(examples, options);
}

function countSamples({ schedulesMax }: ExploreOptions): number {
  return Math.ceil(schedulesMax / EXECUTIONS_A_JOB);
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
  if (strategyOf(options.strategy).facts.enumerates) return enumeration(scenario, options, index);
  const examples = Object.keys(scenario.examples).length;
  const sampledFirst = Math.min(examples, countSamples(options));
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

/** The `ordinal`th sampled job: each example once, then a generated workload and an example by turns. */
function sample(scenario: Scenario, options: ExploreOptions, index: number, ordinal: number): Job {
  const names = Object.keys(scenario.examples);
  // Of the samples alone, so that the same schedules are sampled with proofs and without: more effort finds no less.
  const seed = deriveSeed(options.seed, ordinal);
  const made = ordinal * EXECUTIONS_A_JOB;
  const later = ordinal - names.length;
  const isGenerated = later >= 0 && later % 2 === 0;
  const example = names[(later < 0 ? ordinal : (later - 1) / 2) % names.length] ?? '';
  return {
    ...settingsOf(options, index),
    ...(isGenerated ? generatedInput(scenario, seed, made / options.schedulesMax) : exampleNamed(scenario, example)),
    seed,
    executionsMax: Math.min(EXECUTIONS_A_JOB, options.schedulesMax - made),
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
