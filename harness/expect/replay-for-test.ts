import { readFileSync } from 'node:fs';
import { replayOne } from '../cli/replaying/replay-one.ts';
import { NeverYielded } from '../cli/workers/watchdog.ts';
import { WorkerCrew } from '../cli/workers/worker-crew.ts';
import { RacelineError } from '../engine/errors.ts';
import { parseReplayFile } from '../explore/replay-file.ts';
import type { Asked, ReplayedRecording } from './protocol.ts';

type AskedToReplay = Asked & { readonly kind: 'replay' };

/** Replays recordings as the command does, up to the first that does not hold. */
export async function replayForTest(asked: AskedToReplay): Promise<ReplayedRecording[]> {
  const recordings: ReplayedRecording[] = [];
  for (const path of asked.paths) {
    const recording = await replayed(path, asked);
    recordings.push(recording);
    if (recording.verdict !== 'holds') break;
  }
  return recordings;
}

async function replayed(path: string, asked: AskedToReplay): Promise<ReplayedRecording> {
  const { scenario, nearMax: search, hangMs } = asked;
  const file = parseReplayFile(readFileSync(path, 'utf8'), path);
  const implementation = asked.implementation ?? file.implementation;
  // One for each recording: what a module keeps may be of the one before.
  const crew = new WorkerCrew({ scenario, hangMs, workers: 1 });
  try {
    const { property, verdict, message, timeline } = await replayOne(crew, file, { implementation, times: 1, search });
    return { path, scenario, implementation, property, verdict, message, timeline };
  } catch (error) {
    if (!(error instanceof NeverYielded)) throw error;
    throw new RacelineError('ERR_NEVER_YIELDED', {
      what: `${path}: step ${error.choices.length} of the replay did not return within ${hangMs / 1000} s`,
      why: 'code under test never yields there',
      next: 'raceline replay says the same; look for a loop without an await.',
    });
  } finally {
    await crew.close();
  }
}
