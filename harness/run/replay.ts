import type { Limits } from '../engine/limits.ts';
import type { Schedule } from '../engine/schedule.ts';
import { subjectNamed } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Replay } from '../strategies/replay.ts';
import { worldOf } from '../world/world.ts';
import { runInDetail } from './detailed-run.ts';
import type { Violation } from './judge.ts';
import type { TimelineEvent } from './recorder.ts';

/** One execution to run again. */
export interface ReplayInput {
  readonly implementation: string;
  readonly workload: unknown;
  readonly faults: unknown;
  /** Seed of the execution's own randomness: that of the counterexample. */
  readonly randomSeed: number;
  readonly limits: Limits;
  readonly schedule: Schedule;
  /** Overrides the scenario's wall-clock start. */
  readonly startAt?: string;
}

/** A replay in detail. Plain data: it crosses worker boundaries. */
export interface ReplayOutcome {
  readonly events: readonly TimelineEvent[];
  readonly violations: readonly Violation[];
  /** `quiescent`, `deadlock`, or the name of the bound that ended it. */
  readonly ending: string;
  readonly steps: number;
  readonly traceHash: string;
  /** Departures of the schedule that were made. */
  readonly followed: number;
  /** Departures that could not be made, in order of their moment. */
  readonly missed: readonly {
    /** Step before which the departure was due; undefined when its moment never came. */
    readonly step: number | undefined;
    readonly departure: Schedule[number];
  }[];
  /** What escaped the seams: with any of these, nothing that the replay shows is reliable. */
  readonly leaks: readonly string[];
  /** Wall-clock time at virtual time 0, in ms since the epoch; 0 in gates mode. */
  readonly startAt: number;
}

/**
 * Runs a schedule by labels and tells what happened and how much of the schedule could be followed: all of it while the
 * code is the same. Throws ERR_UNKNOWN_IMPLEMENTATION, and ERR_BAD_SCENARIO_MODULE if the scenario's own code throws.
 *
 * @example
 * ```ts
 * import { explore, replay } from 'raceline';
 * import { counter } from './counter.ts';
 *
 * const limits = { stepsMax: 1_000, pendingMax: 100, virtualMsMax: 60_000 };
 * const { verdicts } = await explore(counter, 'racy', { seed: 1, limits });
 * for (const { counterexample } of verdicts) {
 *   if (counterexample === null) continue;
 *   const { events, traceHash } = await replay(counter, { implementation: 'racy', limits, ...counterexample });
 *   console.log(events.length, traceHash === counterexample.traceHash); // 4 true
 * }
 * ```
 */
export async function replay(scenario: Scenario, input: ReplayInput): Promise<ReplayOutcome> {
  const strategy = new Replay(input.schedule);
  const { workload, faults, randomSeed, limits } = input;
  const subject = subjectNamed(scenario, input.implementation);
  const base = { scenario, subject, workload, faults, randomSeed, limits };
  const { startAt } = input;
  const outcome = await runInDetail(startAt === undefined ? base : { ...base, startAt }, strategy);
  const { events, violations, ending, steps, traceHash, leaks } = outcome;
  return {
    events,
    violations,
    ending,
    steps,
    traceHash,
    followed: strategy.followed.length,
    missed: strategy.divergences(),
    leaks,
    startAt: worldOf(outcome.run.execution)?.startAt ?? 0,
  };
}
