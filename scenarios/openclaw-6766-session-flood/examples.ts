import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';
import type { Burst, Faults, Workload } from './workload.ts';

const NO_FAULTS: Faults = { kill: null, fullDisk: null };

function burst(session: number, atMs: number, count: number, everyMs: number): Burst {
  return { session, atMs, count, everyMs };
}

function flood(...bursts: readonly Burst[]): Workload {
  return { bursts, snapshotUpdates: 0, restartAtMs: null, earlier: 0 };
}

/** The report's flood, at its rate but shorter, and what may come together with it. */
export const EXAMPLES: Readonly<Record<string, Example<Workload, Faults>>> = {
  'hundred-a-second': { workload: flood(burst(1, 0, 8, 10)), faults: NO_FAULTS },
  'flood-outlasts-the-bound': { workload: flood(burst(1, 0, 11, 500)), faults: NO_FAULTS },
  'two-sessions': { workload: flood(burst(1, 0, 4, 100), burst(2, 50, 4, 100)), faults: NO_FAULTS },
  'messages-during-a-flush': {
    // The first flush begins 1,000 ms after the last of two messages.
    workload: flood(burst(1, 0, 2, 10), burst(1, 1_015, 3, 10)),
    faults: NO_FAULTS,
  },
  'after-a-restart': { workload: { ...flood(burst(1, 0, 2, 10)), earlier: 3 }, faults: NO_FAULTS },
  'full-disk-once': {
    workload: flood(burst(1, 0, 3, 10)),
    faults: { kill: null, fullDisk: { after: 0, times: 1 } },
  },
  'full-disk-later': {
    workload: flood(burst(1, 0, 2, 100), burst(2, 0, 2, 100), burst(1, 4_000, 1, 100)),
    faults: { kill: null, fullDisk: { after: 5, times: 2 } },
  },
  'messages-after-a-full-disk': {
    // By then the write that failed has been made again, and nothing is left to blame on the disk.
    workload: flood(burst(1, 0, 2, 100), burst(1, 6_000, 2, 100), burst(2, 6_000, 1, 100)),
    faults: { kill: null, fullDisk: { after: 0, times: 1 } },
  },
  'killed-during-the-flood': {
    workload: flood(burst(1, 0, 12, 500)),
    faults: { kill: { fromMs: 4_000, toMs: 6_000 }, fullDisk: null },
  },
  'killed-during-a-write': {
    workload: flood(burst(1, 0, 1, 10), burst(1, 4_000, 5, 10)),
    faults: { kill: { fromMs: 4_000, toMs: 4_070 }, fullDisk: null },
  },
};

export const ranges: Ranges<Workload, Faults> = {
  'every-ms': {
    says: 'how long after one message the next one of a session comes',
    unit: 'ms',
    values: [1, 10, 100, 500, 900, 1_100, 5_000],
    claimedTo: 5_000,
    at: (everyMs) => ({ workload: flood(burst(1, 0, 8, everyMs)), faults: NO_FAULTS }),
  },
  messages: {
    says: 'how many messages come, one every 10 ms',
    unit: 'count',
    values: [2, 10, 100, 500],
    claimedTo: 500,
    at: (count) => ({ workload: flood(burst(1, 0, count, 10)), faults: NO_FAULTS }),
  },
};
