import { readFileSync } from 'node:fs';
import { paintFor } from '../../../reports/paint.ts';
import { replayText } from '../../../reports/replay-text.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import { RacelineError } from '../../engine/errors.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import { parseReplayFile, type ReplayFile } from '../../explore/replay-file.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED } from '../terminal/exit-codes.ts';
import { NeverYielded } from '../workers/watchdog.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';

export interface ReplayArguments {
  readonly file: string;
  /** Runs the same schedule against another implementation. */
  readonly implementation: string | undefined;
  readonly times: number;
  readonly hang: number;
  readonly json: boolean;
}

/** Replays a file, perhaps many times, and says whether the violation is there and whether all runs were the same. */
export async function replayCommand(args: ReplayArguments): Promise<number> {
  const file = parseReplayFile(readText(args.file), args.file);
  if (!Number.isInteger(args.times) || args.times < 1) {
    throw new RacelineError('ERR_USAGE', {
      what: `--times ${args.times}`,
      why: 'it takes a whole number from 1',
      next: 'For example --times 100.',
    });
  }
  const implementation = args.implementation ?? file.implementation;
  const outcomes = await replayTimes(file, implementation, args);
  const [first] = outcomes;
  if (first === undefined) return EXIT_UNKNOWN;
  const lines = timelineLines(first);
  const report = {
    version: ENGINE_VERSION,
    scenario: file.scenario,
    implementation,
    property: file.property,
    verdict: verdictOf(first, file.property),
    message: first.violations.find((violation) => violation.property === file.property)?.evidence.message ?? null,
    traceHash: first.traceHash,
    /** Of the recorded execution: the trace and every line of the timeline are the same. */
    isIdentical: isRecorded(file, first, lines),
    replays: outcomes.length,
    identicalReplays: outcomes.filter((outcome) => isRecorded(file, outcome, timelineLines(outcome))).length,
    followed: first.followed,
    departures: file.schedule.length,
    firstDivergence: first.missed[0] ?? null,
    firstChangedLine: firstChange(file.expect.timeline, lines),
    ending: first.ending,
    leaks: first.leaks,
    timeline: lines,
  };
  const paint = paintFor(process.stdout.isTTY === true);
  process.stdout.write(args.json ? `${JSON.stringify(report, null, 2)}\n` : replayText(report, paint));
  if (report.verdict === 'violated') return EXIT_VIOLATED;
  return report.verdict === 'holds' ? EXIT_HOLDS : EXIT_UNKNOWN;
}

async function replayTimes(file: ReplayFile, implementation: string, args: ReplayArguments): Promise<ReplayOutcome[]> {
  const { workload, faults, randomSeed, limits, schedule } = file;
  const request = {
    kind: 'replay',
    input: { implementation, workload, faults, randomSeed, limits, schedule },
  } as const;
  const crew = new WorkerCrew({ scenario: file.scenario, hangMs: args.hang * 1000, workers: 1 });
  const inNewThread = (): Promise<ReplayOutcome> => crew.withFreshThreads(1, (fresh) => fresh.member(0).ask(request));
  const outcomes: ReplayOutcome[] = [];
  // What a module keeps (a cache) may make all executions of a thread but the first different: then each gets its own.
  let keepsState = false;
  try {
    for (let i = 0; i < args.times; i++) {
      const outcome: ReplayOutcome | null = keepsState ? null : await crew.member(0).ask(request);
      keepsState ||= outcome !== null && !isSame(outcome, outcomes[0] ?? outcome);
      outcomes.push(keepsState || outcome === null ? await inNewThread() : outcome);
    }
  } catch (error) {
    if (!(error instanceof NeverYielded)) throw error;
    process.stderr.write(
      `ERR_NEVER_YIELDED: step ${error.choices.length} of the replay did not return within ${args.hang} s\n`,
    );
  } finally {
    await crew.close();
  }
  return outcomes;
}

function isSame(left: ReplayOutcome, right: ReplayOutcome): boolean {
  return left.traceHash === right.traceHash && firstChange(timelineLines(left), timelineLines(right)) === null;
}

function verdictOf(outcome: ReplayOutcome, property: string): 'holds' | 'violated' | 'unknown' {
  if (outcome.leaks.length > 0) return 'unknown';
  if (outcome.violations.some((violation) => violation.property === property)) return 'violated';
  return outcome.ending === 'quiescent' || outcome.ending === 'deadlock' ? 'holds' : 'unknown';
}

function isRecorded(file: ReplayFile, outcome: ReplayOutcome, lines: readonly string[]): boolean {
  return outcome.traceHash === file.expect.traceHash && firstChange(file.expect.timeline, lines) === null;
}

/** The first line in which two timelines differ, from 1. */
function firstChange(
  recorded: readonly string[],
  now: readonly string[],
): { line: number; recorded: string; now: string } | null {
  for (let at = 0; at < Math.max(recorded.length, now.length); at++) {
    if (recorded[at] !== now[at]) return { line: at + 1, recorded: recorded[at] ?? '', now: now[at] ?? '' };
  }
  return null;
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
