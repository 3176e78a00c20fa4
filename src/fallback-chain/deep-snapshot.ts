import type { FallbackPolicy } from './gateway.ts';
import { handOver, plainEntry } from './handover.ts';
import { snapshotCandidates } from './snapshot-candidates.ts';

/** The fix that the report suggests: a run keeps a deep copy of its models from beginning to end. */
export const deepSnapshot: FallbackPolicy = {
  candidates: snapshotCandidates,
  restartDeferred: (gateway) => handOver(gateway, plainEntry),
};
