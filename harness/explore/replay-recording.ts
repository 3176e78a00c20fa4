import type { ReplayInput, ReplayOutcome } from '../run/replay.ts';
import type { Counterexample, VerdictKind } from '../scenario/verdict.ts';
import type { ReplayFile } from './replay-file.ts';
import type { NearFinding, NearInput } from './search-near.ts';

/** Executions near a recorded schedule that take about a second. */
export const NEAR_MAX = 1_000;

/** Who executes: this thread, or the threads of a command. */
export interface ReplayRuns {
  readonly near: (input: NearInput) => Promise<NearFinding>;
  /** One more execution, where it meets nothing that others left. */
  readonly apart: (input: ReplayInput) => Promise<ReplayOutcome>;
}

/** What a recording is worth to the code as it is now. */
export interface RecordingVerdict {
  readonly verdict: VerdictKind;
  /** The execution that shows it. */
  readonly shown: ReplayOutcome;
  /** Whether that is the one that was accepted as that of mended code. */
  readonly isAccepted: boolean;
  /** Executions near the recorded schedule, which breaks nothing any more; 0: none. */
  readonly searched: number;
  /** The one of these that breaks the property, minimised: it is what is shown. Null: none. */
  readonly counterexample: Counterexample | null;
}

/** What is to be executed of a recording. */
export function inputOf(file: ReplayFile, implementation: string): ReplayInput {
  const { workload, faults, randomSeed, limits, schedule } = file;
  return { implementation, workload, faults, randomSeed, limits, schedule };
}

/**
 * Judges a recording by its replay. Where the schedule breaks nothing any more, the code may have changed without having been
 * mended: then up to `nearMax` executions near it are looked at too. `holds` is said only of a schedule that could be followed to
 * its end, or that goes as it was accepted.
 */
export async function judgeRecording(
  file: ReplayFile,
  input: ReplayInput,
  first: ReplayOutcome,
  nearMax: number,
  { near, apart }: ReplayRuns,
): Promise<RecordingVerdict> {
  const { property } = file;
  const verdict = verdictOf(first, property);
  const isAccepted = first.traceHash === file.accepted;
  const shown = { shown: first, isAccepted, searched: 0, counterexample: null };
  if (verdict !== 'holds' || isAccepted) return { ...shown, verdict };
  const isFollowed = first.missed.length === 0;
  if (nearMax === 0) return { ...shown, verdict: isFollowed ? 'holds' : 'unknown' };
  const { executions: searched, counterexample } = await near({ ...input, property, executionsMax: nearMax });
  if (counterexample === null) return { ...shown, verdict: isFollowed ? 'holds' : 'unknown', searched };
  const again = await apart({ ...input, ...counterexample });
  if (verdictOf(again, property) !== 'violated') return { ...shown, verdict: 'unknown', searched };
  return { verdict: 'violated', shown: again, isAccepted, searched, counterexample };
}

function verdictOf({ leaks, violations, ending }: ReplayOutcome, property: string): VerdictKind {
  if (leaks.length > 0) return 'unknown';
  if (violations.some((violation) => violation.property === property)) return 'violated';
  return ending === 'quiescent' || ending === 'deadlock' ? 'holds' : 'unknown';
}
