import type { Replayed } from '../../../reports/report.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import type { ReplayFile } from '../../explore/replay-file.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { Counterexample, VerdictKind } from '../../scenario/verdict.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import { replayTimes } from './replay-times.ts';
import { firstChange } from './same-outcome.ts';

export interface ReplaySettings {
  readonly implementation: string;
  readonly times: number;
  /** Executions near the recorded schedule, at most. */
  readonly search: number;
}

/** What a replay showed, but for its file; and the schedule that is shown in place of the recorded one, if one is. */
export type ReplayedOne = Omit<Replayed, 'file' | 'isUpdated'> & { readonly counterexample: Counterexample | null };

/**
 * Replays one recording. Where its schedule breaks nothing any more, the code may have changed without having been mended: then
 * what lies near that schedule is executed too. `holds` is said only of a schedule that could be followed to its end. Throws
 * NeverYielded.
 */
export async function replayOne(crew: WorkerCrew, file: ReplayFile, settings: ReplaySettings): Promise<ReplayedOne> {
  const { property, workload, faults, randomSeed, limits, schedule } = file;
  const { implementation, times, search } = settings;
  const input = { implementation, workload, faults, randomSeed, limits, schedule };
  const outcomes = await replayTimes(crew, input, times);
  const first = outcomes[0] as ReplayOutcome;
  const verdict = verdictOf(first, property);
  const isAccepted = first.traceHash === file.accepted;
  const replayed = { ...replayedOf(file, implementation, outcomes), isAccepted, searched: 0, foundAt: null };
  const isFollowed = first.missed.length === 0;
  if (verdict !== 'holds' || isAccepted) return { ...replayed, verdict, counterexample: null };
  if (search === 0) return { ...replayed, verdict: isFollowed ? 'holds' : 'unknown', counterexample: null };
  const near = { ...input, property, executionsMax: search };
  const { executions, counterexample } = await crew.member(0).ask({ kind: 'near', input: near });
  const shown = counterexample === null ? null : await shownBy(crew, property, { ...input, ...counterexample });
  if (shown === null) {
    const holds = isFollowed && counterexample === null;
    return { ...replayed, verdict: holds ? 'holds' : 'unknown', searched: executions, counterexample: null };
  }
  const found = { searched: executions, foundAt: executions, verdict: 'violated' as const, counterexample };
  return { ...replayed, ...outcomeOf(shown, property), ...found };
}

/** The execution in a thread of its own, as for every claim; null if the property holds there. */
async function shownBy(
  crew: WorkerCrew,
  property: string,
  input: Parameters<typeof replayTimes>[1],
): Promise<ReplayOutcome | null> {
  const outcome = await crew.withFreshThread((fresh) => fresh.ask({ kind: 'replay', input }));
  return verdictOf(outcome, property) === 'violated' ? outcome : null;
}

function verdictOf({ leaks, violations, ending }: ReplayOutcome, property: string): VerdictKind {
  if (leaks.length > 0) return 'unknown';
  if (violations.some((violation) => violation.property === property)) return 'violated';
  return ending === 'quiescent' || ending === 'deadlock' ? 'holds' : 'unknown';
}

/** What is told of the execution that is shown. */
function outcomeOf(outcome: ReplayOutcome, property: string) {
  const { traceHash, ending, leaks, violations } = outcome;
  const message = violations.find((violation) => violation.property === property)?.evidence.message ?? null;
  return { message, traceHash, ending, leaks, timeline: timelineLines(outcome) };
}

/** What is told of the recorded schedule. */
function replayedOf(file: ReplayFile, implementation: string, outcomes: readonly ReplayOutcome[]) {
  const { scenario, property, schedule, expect } = file;
  const first = outcomes[0] as ReplayOutcome;
  return {
    scenario,
    implementation,
    property,
    recorded: file.implementation,
    isIdentical: isRecorded(file, first),
    replays: outcomes.length,
    identicalReplays: outcomes.filter((outcome) => isRecorded(file, outcome)).length,
    followed: first.followed,
    departures: schedule.length,
    firstDivergence: first.missed[0] ?? null,
    firstChangedLine: firstChange(expect.timeline, timelineLines(first)),
    ...outcomeOf(first, property),
  };
}

function isRecorded({ expect }: ReplayFile, outcome: ReplayOutcome): boolean {
  return outcome.traceHash === expect.traceHash && firstChange(expect.timeline, timelineLines(outcome)) === null;
}
