import { basename, dirname } from 'node:path';
import type { Replayed } from '../../../reports/report.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import { formatReplayFile, type ReplayFile } from '../../explore/replay-file.ts';
import type { Counterexample } from '../../scenario/verdict.ts';
import { replayFilesIn, unwritable, writeWhole } from '../terminal/output-files.ts';

/** The recording of what breaks the property now; or, where nothing does, the old one, with its execution accepted. */
export function updated(
  file: ReplayFile,
  { traceHash, timeline }: Pick<Replayed, 'traceHash' | 'timeline'>,
  counterexample: Counterexample | null,
): ReplayFile {
  if (counterexample === null) return { ...file, accepted: traceHash };
  const { workload, faults, randomSeed, schedule, message } = counterexample;
  const expect = { message, traceHash, timeline };
  return { ...file, engine: ENGINE_VERSION, workload, faults, randomSeed, schedule, accepted: undefined, expect };
}

/** Writes a recording in place of another. */
export function recordAgain(path: string, file: ReplayFile, onFailure: (error: unknown) => void): void {
  try {
    writeWhole(dirname(path), basename(path), formatReplayFile(file));
  } catch (error) {
    onFailure(unwritable(replayFilesIn(dirname(path)), error));
  }
}
