import type { MakeClient } from './credentials.ts';
import { makeReference, reference } from './reference.ts';
import { refreshPer401 } from './refresh-per-401.ts';
import { replaceAtOnce } from './replace-at-once.ts';
import { waitUnused, waitUnusedAndQueue } from './wait-unused.ts';

const ALL = { isShared: true, retriesRequests: true, retriesTokens: true };

/** Every variant of the client, by the name that reports and scenarios use. */
export const IMPLEMENTATIONS: Readonly<Record<string, MakeClient>> = {
  'replace-at-once': replaceAtOnce,
  'wait-unused': waitUnused,
  'wait-unused-and-queue': waitUnusedAndQueue,
  'refresh-per-401': refreshPer401,
  reference,
  'reference-without-coordination': makeReference({ ...ALL, isShared: false }),
  'reference-without-retries': makeReference({ ...ALL, retriesRequests: false }),
  'reference-without-token-retries': makeReference({ ...ALL, retriesTokens: false }),
};
