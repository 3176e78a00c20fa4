import type { FallbackPolicy } from './gateway.ts';
import { fullEntry, handOver } from './handover.ts';
import { liveCandidates } from './live-candidates.ts';
import { swapChains } from './swap-chains.ts';

/** The maintainers' fix, where a config change puts the new models in place in the middle of runs. */
export const provenanceAndSwapped: FallbackPolicy = {
  candidates: liveCandidates,
  async restartDeferred(gateway) {
    await swapChains(gateway);
    await handOver(gateway, fullEntry);
  },
};
