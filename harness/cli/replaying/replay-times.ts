import type { ReplayInput, ReplayOutcome } from '../../run/replay.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import { isSame } from './same-outcome.ts';

/** Replays `times` times, at least once. Throws NeverYielded when a step never returns. */
export async function replayTimes(crew: WorkerCrew, input: ReplayInput, times: number): Promise<ReplayOutcome[]> {
  const outcomes: ReplayOutcome[] = [];
  const request = { kind: 'replay', input } as const;
  const inNewThread = (): Promise<ReplayOutcome> => crew.withFreshThread((fresh) => fresh.ask(request));
  // What a module keeps (a cache) may make all executions of a thread but the first different: then each gets its own.
  let keepsState = false;
  for (let i = 0; i < times; i++) {
    const outcome: ReplayOutcome | null = keepsState ? null : await crew.member(0).ask(request);
    keepsState ||= outcome !== null && !isSame(outcome, outcomes[0] ?? outcome);
    outcomes.push(keepsState || outcome === null ? await inNewThread() : outcome);
  }
  return outcomes;
}
