import type { FallbackPolicy } from './gateway.ts';
import { fullEntry, handOver } from './handover.ts';
import { liveCandidates } from './live-candidates.ts';

/** The maintainers' fix: every decision is made from the current config, and automatic pins stay marked as such. */
export const provenance: FallbackPolicy = {
  candidates: liveCandidates,
  restartDeferred: (gateway) => handOver(gateway, fullEntry),
};
