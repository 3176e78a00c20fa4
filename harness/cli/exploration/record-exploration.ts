import type { ByProperty, Exploration } from '../../../reports/report.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import type { RacelineError } from '../../engine/errors.ts';
import type { Limits } from '../../engine/limits.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import { formatReplayFile, REPLAY_FORMAT, type ReplayFile } from '../../explore/replay-file.ts';
import { replayFilesIn, unwritable, writeWhole } from '../terminal/output-files.ts';
import type { ConfirmedReport } from '../workers/confirm.ts';
import { formatTimeline, timelineOf } from './timeline-file.ts';

/** What replay files say beside the counterexamples, and where they go. */
export interface Recording {
  /** As the user gave it: a replay file must find the scenario again. */
  readonly scenario: string;
  readonly limits: Limits;
  /** Folder. */
  readonly out: string;
  /** Whether each counterexample is also written as the timeline of an issue. */
  readonly savesTimelines: boolean;
  /** Told of a file that cannot be written: no reason to lose what it is about. */
  readonly onFailure: (error: RacelineError) => void;
}

/** Writes a replay file for each counterexample; the exploration as it is reported. */
export function recordExploration({ report, replays }: ConfirmedReport, recording: Recording): Exploration {
  const timelines = new Map([...replays].map(([property, outcome]) => [property, timelineLines(outcome)]));
  const replayFiles = new Map<string, string>();
  for (const file of filesOf({ report, timelines }, recording)) {
    // A name may hold anything: a slash, a space.
    const name = [report.scenario, file.implementation, file.property].map(encodeURIComponent).join('.');
    const outcome = replays.get(file.property);
    try {
      replayFiles.set(file.property, writeWhole(recording.out, `${name}.json`, formatReplayFile(file)));
      if (!recording.savesTimelines || outcome === undefined) continue;
      writeWhole(recording.out, `${name}.timeline.json`, formatTimeline(timelineOf(file, outcome)));
    } catch (error) {
      recording.onFailure(unwritable(replayFilesIn(recording.out), error));
    }
  }
  return { report, timelines, replayFiles };
}

function filesOf(
  { report, timelines }: { report: Exploration['report']; timelines: ByProperty<readonly string[]> },
  { scenario, limits }: Recording,
): ReplayFile[] {
  return report.verdicts.flatMap(({ property, counterexample }) => {
    if (counterexample === null) return [];
    const { workload, faults, randomSeed, schedule, message, traceHash } = counterexample;
    return {
      format: REPLAY_FORMAT,
      engine: ENGINE_VERSION,
      scenario,
      implementation: report.implementation,
      property,
      workload,
      faults,
      randomSeed,
      limits,
      schedule,
      expect: { message, traceHash, timeline: timelines.get(property) ?? [] },
    };
  });
}
