import type { FallbackPolicy } from './gateway.ts';
import { handOver, plainEntry } from './handover.ts';
import { liveCandidates } from './live-candidates.ts';
import { swapChains } from './swap-chains.ts';

/** A config change puts the new models in place at once, in the middle of runs; only the restart is deferred. */
export const swappedChain: FallbackPolicy = {
  candidates: liveCandidates,
  async restartDeferred(gateway) {
    await swapChains(gateway);
    await handOver(gateway, plainEntry);
  },
};
