import { readFileSync } from 'node:fs';
import type { Exploration } from '../../reports/report.ts';
import { timelineLines } from '../../reports/timeline-text.ts';
import { type ExploreHooks, explore } from '../explore/explore.ts';
import type { ExploreOptions } from '../explore/explore-options.ts';
import { parseReplayFile } from '../explore/replay-file.ts';
import { inputOf, judgeRecording } from '../explore/replay-recording.ts';
import { type NearInput, searchNear } from '../explore/search-near.ts';
import { type ReplayInput, replay } from '../run/replay.ts';
import { limitsOf, onDisk } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ReplayedRecording } from './protocol.ts';
import { unexpectedOf } from './unexpected.ts';

// A scenario that is given as an object cannot leave this thread: its functions do not.

/** With the timeline of what the test is going to be told of. */
export async function exploreHere(
  scenario: Scenario,
  implementation: string,
  { options, hooks }: { readonly options: Partial<ExploreOptions>; readonly hooks: ExploreHooks },
  violated: readonly string[],
): Promise<Exploration> {
  const report = await explore(scenario, implementation, options, hooks);
  const { property, counterexample } = unexpectedOf(report, violated) ?? {};
  if (property === undefined || counterexample === undefined || counterexample === null) {
    return { report, timelines: new Map(), replayFiles: new Map() };
  }
  const outcome = await replay(onDisk(scenario, options.disk), {
    implementation,
    limits: limitsOf(scenario, options),
    ...counterexample,
  });
  return { report, timelines: new Map([[property, timelineLines(outcome)]]), replayFiles: new Map() };
}

/** Up to the first that does not hold. */
export async function replayHere(
  scenario: Scenario,
  paths: readonly string[],
  chosen: string | undefined,
  nearMax: number,
): Promise<ReplayedRecording[]> {
  const recordings: ReplayedRecording[] = [];
  for (const path of paths) {
    const file = parseReplayFile(readFileSync(path, 'utf8'), path);
    const { property } = file;
    const input = inputOf(file, chosen ?? file.implementation);
    const runs = {
      near: (near: NearInput) => searchNear(scenario, near),
      apart: (other: ReplayInput) => replay(scenario, other),
    };
    const { verdict, shown } = await judgeRecording(file, input, await replay(scenario, input), nearMax, runs);
    const message = shown.violations.find((each) => each.property === property)?.evidence.message ?? null;
    const { implementation } = input;
    const timeline = timelineLines(shown);
    recordings.push({ path, scenario: scenario.name, implementation, property, verdict, message, timeline });
    if (verdict !== 'holds') break;
  }
  return recordings;
}
