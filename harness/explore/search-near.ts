import type { ReplayInput } from '../run/replay.ts';
import { driveInSlices } from '../run/slices.ts';
import { subjectNamed } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Counterexample } from '../scenario/verdict.ts';
import { ATTEMPTS_MAX, type Effort, minimiseViolation } from '../shrink/minimise.ts';
import { near } from '../strategies/coverage-guided.ts';
import { DEFAULT_DEPTH } from '../strategies/strategy-definition.ts';
import type { Job } from './job.ts';
import { JobRun } from './job-run.ts';

/** A schedule that broke `property` once. */
export interface NearInput extends ReplayInput {
  readonly property: string;
  /** How many executions are worth it. */
  readonly executionsMax: number;
}

/** What lies near a schedule. */
export interface NearFinding {
  /** Executions made, minimising not counted. */
  readonly executions: number;
  /** Minimised; null: none of them broke the property. */
  readonly counterexample: Counterexample | null;
}

/**
 * Looks for a schedule that breaks the property, beginning with one that did before the code was changed: a race is seldom gone
 * because its steps have other names, or one more between them. The workload and the fault plan stay.
 */
export async function searchNear(
  scenario: Scenario,
  input: NearInput,
  effort: Effort = { attemptsMax: ATTEMPTS_MAX },
): Promise<NearFinding> {
  const { workload, faults, limits, property, executionsMax, randomSeed } = input;
  const subject = subjectNamed(scenario, input.implementation);
  const job: Job = {
    index: 0,
    origin: 'the recording',
    workload,
    faults,
    strategy: near(input.schedule),
    depth: DEFAULT_DEPTH,
    seed: randomSeed,
    executionsMax,
    stepsMax: Number.POSITIVE_INFINITY,
    lookEvery: executionsMax,
    bails: true,
    size: null,
  };
  // It bails once all properties are broken: here that is the one that is looked for.
  const narrowed = { ...scenario, properties: scenario.properties.filter(({ name }) => name === property) };
  const run = new JobRun({ scenario: narrowed, subject, job, limits });
  await driveInSlices(run, { usesSeams: scenario.control !== 'gates', ...effort });
  const { executions, violations } = run.findings();
  const found = violations.find((violation) => violation.property === property);
  if (found === undefined) return { executions, counterexample: null };
  const minimised = await minimiseViolation({ scenario, subject, limits }, job, found, effort);
  return { executions, counterexample: minimised?.counterexample ?? null };
}
