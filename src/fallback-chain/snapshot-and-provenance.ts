import type { FallbackPolicy } from './gateway.ts';
import { fullEntry, handOver } from './handover.ts';
import { snapshotCandidates } from './snapshot-candidates.ts';

/** Both fixes: a run keeps a deep copy of its models, and automatic pins stay marked as such. */
export const snapshotAndProvenance: FallbackPolicy = {
  candidates: snapshotCandidates,
  restartDeferred: (gateway) => handOver(gateway, fullEntry),
};
