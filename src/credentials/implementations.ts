import { BASELINES } from './baselines.ts';
import type { MakeClient } from './client.ts';
import { ABLATIONS, reference } from './reference.ts';
import { refreshPer401 } from './refresh-per-401.ts';
import { replaceAtOnce } from './replace-at-once.ts';
import { waitUnused, waitUnusedAndQueue } from './wait-unused.ts';

/** Every variant of the client, by the name that reports and scenarios use. */
export const IMPLEMENTATIONS: Readonly<Record<string, MakeClient>> = {
  'replace-at-once': replaceAtOnce,
  'wait-unused': waitUnused,
  'wait-unused-and-queue': waitUnusedAndQueue,
  'refresh-per-401': refreshPer401,
  reference,
  ...ABLATIONS,
  ...BASELINES,
};
