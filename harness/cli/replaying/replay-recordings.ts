import { readFileSync } from 'node:fs';
import type { Replayed } from '../../../reports/report.ts';
import { describeError, RacelineError } from '../../engine/errors.ts';
import { parseReplayFile, type ReplayFile } from '../../explore/replay-file.ts';
import type { VerdictKind } from '../../scenario/verdict.ts';
import type { ReportArguments } from '../options/report-options.ts';
import { exitCodeOf } from '../terminal/exit-codes.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import { NeverYielded } from '../workers/watchdog.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import { recordAgain, updated } from './record-again.ts';
import { replayOne } from './replay-one.ts';

export interface ReplayArguments extends ReportArguments {
  readonly files: readonly string[];
  /** Runs the same schedules against another implementation. */
  readonly implementation?: string | undefined;
  readonly times: number;
  /** Executions near a schedule that breaks nothing any more, at most. */
  readonly search: number;
  /** Whether files are written anew, where something near was looked at. */
  readonly update: boolean;
  /** In s. */
  readonly hang: number;
  readonly disk: 'simulated' | 'real';
}

/** A recording, and where it is, as the user gave it. */
interface Recording {
  readonly path: string;
  readonly file: ReplayFile;
}

/** Replays files, each perhaps many times, and says whether the violations are there and whether all runs were the same. */
export async function replayRecordings(args: ReplayArguments): Promise<number> {
  const output = new ReportOutput('replay', args);
  const recordings = args.files.map((path) => ({ path, file: parseReplayFile(readText(path), path) }));
  const files: Replayed[] = [];
  const verdicts: { verdict: VerdictKind }[] = [];
  for (const recording of recordings) {
    const replayed = await replayRecording(recording, args, output.failed);
    verdicts.push(replayed ?? { verdict: 'unknown' });
    if (replayed === null) continue;
    files.push(replayed);
    output.grow({ files });
  }
  if (files.length > 0) output.finish({ files });
  return exitCodeOf(verdicts);
}

/** Null, and an error line, when a step never returns. */
async function replayRecording(
  { path, file }: Recording,
  args: ReplayArguments,
  onFailure: (error: unknown) => void,
): Promise<Replayed | null> {
  const { hang, disk, implementation = file.implementation } = args;
  const crew = new WorkerCrew({ scenario: file.scenario, hangMs: hang * 1000, disk, workers: 1 });
  try {
    const { counterexample, ...replayed } = await replayOne(crew, file, { ...args, implementation });
    const isUpdated = args.update && implementation === file.implementation && replayed.searched > 0;
    if (isUpdated) recordAgain(path, updated(file, replayed, counterexample), onFailure);
    return { ...replayed, file: path, isUpdated };
  } catch (error) {
    if (!(error instanceof NeverYielded)) throw error;
    const step = error.choices.length;
    process.stderr.write(`ERR_NEVER_YIELDED: ${path}: step ${step} of the replay did not return within ${hang} s\n`);
    return null;
  } finally {
    await crew.close();
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RacelineError('ERR_BAD_REPLAY_FILE', {
      what: `${path} cannot be read`,
      why: describeError(error),
      next: 'Give the path of a file that raceline explore wrote.',
    });
  }
}
