import type { FallbackPolicy } from './gateway.ts';
import { handOver, plainEntry } from './handover.ts';
import { liveCandidates } from './live-candidates.ts';

/** Every decision asks the session's entry who pinned its model; a deferred restart writes that entry anew. */
export const lostProvenance: FallbackPolicy = {
  candidates: liveCandidates,
  restartDeferred: (gateway) => handOver(gateway, plainEntry),
};
