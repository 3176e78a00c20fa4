import type { Limits } from '../../engine/limits.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import type { ExplorationReport } from '../../explore/explore.ts';
import { formatReplayFile, REPLAY_FORMAT } from '../../explore/replay-file.ts';
import { writeWhole } from '../terminal/output-directory.ts';

/** Writes a replay file for each counterexample of a report; returns their paths by property. */
export function writeReplayFiles(
  directory: string,
  what: {
    /** As the user gave it: a replay file must find the scenario again. */
    readonly scenario: string;
    readonly report: ExplorationReport;
    readonly timelines: ReadonlyMap<string, readonly string[]>;
    readonly limits: Limits;
  },
): Map<string, string> {
  const { scenario, report, timelines, limits } = what;
  const files = new Map<string, string>();
  for (const { property, counterexample } of report.verdicts) {
    if (counterexample === null) continue;
    const { workload, faults, randomSeed, schedule, message, traceHash } = counterexample;
    const text = formatReplayFile({
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
    });
    files.set(property, writeWhole(directory, `${report.scenario}.${report.implementation}.${property}.json`, text));
  }
  return files;
}
