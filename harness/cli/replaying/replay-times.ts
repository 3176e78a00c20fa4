import type { ReplayFile } from '../../explore/replay-file.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import { NeverYielded } from '../workers/watchdog.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import type { Request } from '../workers/worker-protocol.ts';
import { isSame } from './same-outcome.ts';

/** Replays `times` times; fewer, and an error line, when a step never returns within `hang` s. */
export async function replayTimes(
  file: ReplayFile,
  implementation: string,
  { times, hang }: { readonly times: number; readonly hang: number },
): Promise<ReplayOutcome[]> {
  const { workload, faults, randomSeed, limits, schedule } = file;
  const input = { implementation, workload, faults, randomSeed, limits, schedule };
  const crew = new WorkerCrew({ scenario: file.scenario, hangMs: hang * 1000, workers: 1 });
  const outcomes: ReplayOutcome[] = [];
  try {
    await replayWith(crew, { kind: 'replay', input }, times, outcomes);
  } catch (error) {
    if (!(error instanceof NeverYielded)) throw error;
    process.stderr.write(
      `ERR_NEVER_YIELDED: step ${error.choices.length} of the replay did not return within ${hang} s\n`,
    );
  } finally {
    await crew.close();
  }
  return outcomes;
}

async function replayWith(
  crew: WorkerCrew,
  request: Request & { readonly kind: 'replay' },
  times: number,
  outcomes: ReplayOutcome[],
): Promise<void> {
  const inNewThread = (): Promise<ReplayOutcome> => crew.withFreshThread((fresh) => fresh.ask(request));
  // What a module keeps (a cache) may make all executions of a thread but the first different: then each gets its own.
  let keepsState = false;
  for (let i = 0; i < times; i++) {
    const outcome: ReplayOutcome | null = keepsState ? null : await crew.member(0).ask(request);
    keepsState ||= outcome !== null && !isSame(outcome, outcomes[0] ?? outcome);
    outcomes.push(keepsState || outcome === null ? await inNewThread() : outcome);
  }
}
