import { internalError, RacelineError } from '../engine/errors.ts';
import type { Limits } from '../engine/limits.ts';
import type { Departure, Schedule } from '../engine/schedule.ts';
import type { Strategy } from '../engine/strategy.ts';
import { type DetailedExecution, runInDetail } from '../run/detailed-run.ts';
import type { ExecutionInput, ExecutionRun } from '../run/execution-run.ts';
import type { FoundViolation } from '../run/found-violation.ts';
import type { Input } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Counterexample } from '../scenario/verdict.ts';
import { Replay } from '../strategies/replay.ts';
import { replayChoices } from '../strategies/replay-choices.ts';
import { smallerInputs } from './smaller-inputs.ts';

/** Executions that one minimisation may spend unless told otherwise. Beyond it a counterexample is valid but not minimal. */
export const ATTEMPTS_MAX = 400;

/** Candidates need their schedule recorded, not their source lines. */
const LEAN = { namesSources: false };

interface Subject {
  readonly scenario: Scenario;
  readonly subject: unknown;
  readonly limits: Limits;
}

/** How long minimising may go on. What it has by then is a counterexample too, if a longer one. */
export interface Effort {
  /** Executions; 0: the counterexample stays as it was found. */
  readonly attemptsMax: number;
  /** Asked before each of them. */
  readonly isStopped?: () => boolean;
}

interface Candidate {
  readonly workload: unknown;
  readonly faults: unknown;
  readonly schedule: Schedule;
}

interface Failure extends Candidate {
  readonly message: string;
  readonly traceHash: string;
  /** Whatever else the same execution broke, by property. */
  readonly broken: ReadonlyMap<string, string>;
}

/** A counterexample, and what else its execution broke: a place to begin from for those properties. */
export interface Minimised {
  readonly counterexample: Counterexample;
  readonly broken: ReadonlyMap<string, string>;
}

/**
 * Makes a found violation smaller: the workload and fault plan first (they decide which operations exist), then the
 * schedule's departures, by halves and then one by one (ddmin, Zeller and Hildebrandt 2002), until none can be left
 * out. Every candidate is executed, and kept only if it breaks the same property. Null if the found execution does not
 * run the same way again.
 */
export async function minimiseViolation(
  subject: Subject,
  input: Input,
  found: FoundViolation,
  effort: Effort,
): Promise<Minimised | null> {
  const minimiser = new Minimiser(subject, found.property, found.randomSeed, effort);
  const recorded = await minimiser.recorded(input, found);
  if (recorded === null) return null;
  const best = await minimiser.shrink(recorded);
  const isWhole = best.workload === input.workload && best.faults === input.faults;
  return minimised(best, isWhole ? input.origin : `smaller than ${input.origin}`, found.randomSeed);
}

/** The same for a property that an already minimised execution breaks too: mostly nothing is left to take away. */
export async function minimiseFurther(
  subject: Subject,
  known: Minimised,
  property: string,
  effort: Effort,
): Promise<Minimised> {
  const { counterexample, broken } = known;
  const minimiser = new Minimiser(subject, property, counterexample.randomSeed, effort);
  const best = await minimiser.shrink({ ...counterexample, broken, message: broken.get(property) ?? '' });
  const isWhole = best.workload === counterexample.workload && best.faults === counterexample.faults;
  const origin = counterexample.origin.replace(/^smaller than /, '');
  return minimised(best, isWhole ? counterexample.origin : `smaller than ${origin}`, counterexample.randomSeed);
}

function minimised(best: Failure, origin: string, randomSeed: number): Minimised {
  const { workload, faults, schedule, message, traceHash, broken } = best;
  return { counterexample: { origin, workload, faults, randomSeed, schedule, message, traceHash }, broken };
}

class Minimiser {
  private readonly subject: Subject;
  private readonly property: string;
  private readonly randomSeed: number;
  private readonly effort: Effort;
  private attempts = 0;

  constructor(subject: Subject, property: string, randomSeed: number, effort: Effort) {
    this.subject = subject;
    this.property = property;
    this.randomSeed = randomSeed;
    this.effort = effort;
  }

  async shrink(failure: Failure): Promise<Failure> {
    return this.shrinkSchedule(await this.shrinkInput(failure));
  }

  /** Runs the found choices again, now recording the schedule by labels. */
  async recorded(input: Input, found: FoundViolation): Promise<Failure | null> {
    const { workload, faults } = input;
    const execution = await this.execute(input, replayChoices(found.choices));
    if (execution === null || execution.leaks.length > 0) return null;
    const { run, recorder } = execution;
    const broken = brokenBy(run);
    const message = broken.get(this.property);
    if (message === undefined || run.execution.hash.digest() !== found.traceHash) return null;
    return {
      workload,
      faults,
      schedule: recorder.departures,
      message,
      traceHash: run.execution.hash.digest(),
      broken,
    };
  }

  private get isOver(): boolean {
    const { attemptsMax, isStopped } = this.effort;
    return this.attempts >= attemptsMax || isStopped?.() === true;
  }

  private async shrinkInput(failure: Failure): Promise<Failure> {
    let best = failure;
    for (let improved = true; improved && !this.isOver; ) {
      improved = false;
      for (const { workload, faults } of smallerInputs(this.subject.scenario, best.workload, best.faults)) {
        const smaller = await this.attempt({ workload, faults, schedule: best.schedule });
        if (this.isOver) return smaller ?? best;
        if (smaller === null) continue;
        best = smaller;
        improved = true;
        break;
      }
    }
    return best;
  }

  private async shrinkSchedule(failure: Failure): Promise<Failure> {
    let best = failure;
    let size = best.schedule.length;
    while (size >= 1 && !this.isOver) {
      const smaller = await this.dropChunk(best, size);
      if (smaller !== null) {
        best = smaller;
        size = Math.min(size, best.schedule.length);
      } else if (size === 1) break;
      else size = Math.ceil(size / 2);
    }
    return best;
  }

  private async dropChunk(best: Failure, size: number): Promise<Failure | null> {
    for (let at = 0; at < best.schedule.length && !this.isOver; at += size) {
      const schedule = [...best.schedule.slice(0, at), ...best.schedule.slice(at + size)];
      const smaller = await this.attempt({ workload: best.workload, faults: best.faults, schedule });
      if (smaller !== null) return smaller;
    }
    return null;
  }

  /** Executes a candidate; null unless it breaks the property. Departures that could not be made are left out. */
  private async attempt(candidate: Candidate): Promise<Failure | null> {
    this.attempts++;
    const execution = await this.execute(candidate, new Replay(candidate.schedule));
    // What leaked may be why it fails.
    if (execution === null || execution.leaks.length > 0) return null;
    const { run, recorder } = execution;
    const broken = brokenBy(run);
    const message = broken.get(this.property);
    if (message === undefined) return null;
    const schedule: readonly Departure[] = recorder.departures;
    return {
      workload: candidate.workload,
      faults: candidate.faults,
      schedule,
      message,
      traceHash: run.execution.hash.digest(),
      broken,
    };
  }

  /**
   * Null for a workload that the scenario refuses, for nobody promised that each smaller one is good for it, and for an execution
   * that makes the engine fail: it says nothing.
   */
  private async execute(
    candidate: Pick<Candidate, 'workload' | 'faults'>,
    strategy: Strategy,
  ): Promise<DetailedExecution | null> {
    try {
      return await runInDetail(this.executionOf(candidate), strategy, LEAN);
    } catch (error) {
      const isRefused = error instanceof RacelineError && error.code === 'ERR_BAD_SCENARIO_MODULE';
      if (isRefused || internalError(error) !== null) return null;
      throw error;
    }
  }

  private executionOf(candidate: Pick<Candidate, 'workload' | 'faults'>): ExecutionInput {
    const { scenario, subject, limits } = this.subject;
    const { workload, faults } = candidate;
    return { scenario, subject, workload, faults, randomSeed: this.randomSeed, limits };
  }
}

function brokenBy(run: ExecutionRun): ReadonlyMap<string, string> {
  return new Map(run.violations.map(({ property, evidence }) => [property, evidence.message]));
}
