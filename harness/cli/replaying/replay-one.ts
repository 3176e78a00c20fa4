import type { Replayed } from '../../../reports/report.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import type { ReplayFile } from '../../explore/replay-file.ts';
import { inputOf, judgeRecording } from '../../explore/replay-recording.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { Counterexample } from '../../scenario/verdict.ts';
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

/** Replays one recording in the threads of a command, and judges it. Throws NeverYielded. */
export async function replayOne(
  crew: WorkerCrew,
  file: ReplayFile,
  { implementation, times, search }: ReplaySettings,
): Promise<ReplayedOne> {
  const input = inputOf(file, implementation);
  const outcomes = await replayTimes(crew, input, times);
  const [first] = outcomes as [ReplayOutcome];
  const judged = await judgeRecording(file, input, first, search, {
    near: (near) => crew.member(0).ask({ kind: 'near', input: near }),
    apart: (other) => crew.withFreshThread((fresh) => fresh.ask({ kind: 'replay', input: other })),
  });
  const { verdict, shown, isAccepted, searched, counterexample } = judged;
  const { scenario, property, schedule, expect } = file;
  return {
    scenario,
    implementation,
    property,
    verdict,
    message: shown.violations.find((violation) => violation.property === property)?.evidence.message ?? null,
    traceHash: shown.traceHash,
    recorded: file.implementation,
    isIdentical: isRecorded(file, first),
    replays: outcomes.length,
    identicalReplays: outcomes.filter((outcome) => isRecorded(file, outcome)).length,
    followed: first.followed,
    departures: schedule.length,
    searched,
    foundAt: counterexample === null ? null : searched,
    isAccepted,
    firstDivergence: first.missed[0] ?? null,
    firstChangedLine: firstChange(expect.timeline, timelineLines(first)),
    ending: shown.ending,
    leaks: shown.leaks,
    timeline: timelineLines(shown),
    counterexample,
  };
}

function isRecorded({ expect }: ReplayFile, outcome: ReplayOutcome): boolean {
  return outcome.traceHash === expect.traceHash && firstChange(expect.timeline, timelineLines(outcome)) === null;
}
