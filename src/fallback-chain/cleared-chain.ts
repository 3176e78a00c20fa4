import type { FallbackPolicy } from './gateway.ts';
import { handOver, plainEntry } from './handover.ts';
import { liveCandidates } from './live-candidates.ts';

/** A config change empties the fallback lists at once, and the restart fills them again. The report's hypothesis. */
export const clearedChain: FallbackPolicy = {
  candidates: liveCandidates,
  async restartDeferred(gateway) {
    gateway.runtime.clearFallbacks();
    await handOver(gateway, plainEntry);
  },
};
