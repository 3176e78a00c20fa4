import { readFileSync } from 'node:fs';
import type { ReplayReport } from '../../../reports/report.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import { RacelineError } from '../../engine/errors.ts';
import { parseReplayFile, type ReplayFile } from '../../explore/replay-file.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { VerdictKind } from '../../scenario/verdict.ts';
import type { ReportArguments } from '../options/report-options.ts';
import { EXIT_UNKNOWN, exitCodeOf } from '../terminal/exit-codes.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import { replayTimes } from './replay-times.ts';
import { firstChange } from './same-outcome.ts';

export interface ReplayArguments extends ReportArguments {
  readonly file: string;
  /** Runs the same schedule against another implementation. */
  readonly implementation?: string | undefined;
  readonly times: number;
  /** In s. */
  readonly hang: number;
}

/** Replays a file, perhaps many times, and says whether the violation is there and whether all runs were the same. */
export async function replayRecording(args: ReplayArguments): Promise<number> {
  const file = parseReplayFile(readText(args.file), args.file);
  const output = new ReportOutput('replay', args);
  const implementation = args.implementation ?? file.implementation;
  const outcomes = await replayTimes(file, implementation, args);
  const [first] = outcomes;
  if (first === undefined) return EXIT_UNKNOWN;
  const report = reportOf(file, implementation, first, outcomes);
  output.finish(report);
  return exitCodeOf([report]);
}

function reportOf(
  file: ReplayFile,
  implementation: string,
  first: ReplayOutcome,
  outcomes: readonly ReplayOutcome[],
): ReplayReport {
  const { scenario, property, schedule, expect } = file;
  const timeline = timelineLines(first);
  return {
    scenario,
    implementation,
    property,
    verdict: verdictOf(first, property),
    message: first.violations.find((violation) => violation.property === property)?.evidence.message ?? null,
    traceHash: first.traceHash,
    recorded: file.implementation,
    isIdentical: isRecorded(file, first),
    replays: outcomes.length,
    identicalReplays: outcomes.filter((outcome) => isRecorded(file, outcome)).length,
    followed: first.followed,
    departures: schedule.length,
    firstDivergence: first.missed[0] ?? null,
    firstChangedLine: firstChange(expect.timeline, timeline),
    ending: first.ending,
    leaks: first.leaks,
    timeline,
  };
}

function verdictOf(outcome: ReplayOutcome, property: string): VerdictKind {
  if (outcome.leaks.length > 0) return 'unknown';
  if (outcome.violations.some((violation) => violation.property === property)) return 'violated';
  return outcome.ending === 'quiescent' || outcome.ending === 'deadlock' ? 'holds' : 'unknown';
}

function isRecorded({ expect }: ReplayFile, outcome: ReplayOutcome): boolean {
  return outcome.traceHash === expect.traceHash && firstChange(expect.timeline, timelineLines(outcome)) === null;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RacelineError('ERR_BAD_REPLAY_FILE', {
      what: `${path} cannot be read`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Give the path of a file that raceline explore wrote.',
    });
  }
}
