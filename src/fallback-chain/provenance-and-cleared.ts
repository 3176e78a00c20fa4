import type { FallbackPolicy } from './gateway.ts';
import { fullEntry, handOver } from './handover.ts';
import { liveCandidates } from './live-candidates.ts';

/** The maintainers' fix, should the report's guess be right as well: a deferred restart empties the fallback lists. */
export const provenanceAndCleared: FallbackPolicy = {
  candidates: liveCandidates,
  async restartDeferred(gateway) {
    gateway.runtime.clearFallbacks();
    await handOver(gateway, fullEntry);
  },
};
