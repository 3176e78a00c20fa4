import type { FallbackPolicy } from './gateway.ts';
import { liveCandidates } from './live-candidates.ts';

/** Nothing is deferred: a config change is applied at once, also in the middle of runs, which look everything up anew. */
export const applyNow: FallbackPolicy = { candidates: liveCandidates, reload: 'at-once' };
