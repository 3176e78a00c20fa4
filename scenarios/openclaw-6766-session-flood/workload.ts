import fc, { type Arbitrary } from 'fast-check';

/** Messages of one session, one every `everyMs` whether or not the one before was answered. */
export interface Burst {
  /** From 1. */
  readonly session: number;
  readonly atMs: number;
  readonly count: number;
  readonly everyMs: number;
}

export interface Workload {
  readonly bursts: readonly Burst[];
  /**
   * The report's second test: so many updates of session 1 at once, each with the messages of one snapshot and one more.
   * The script then counts. 0: it is not run.
   */
  readonly snapshotUpdates: number;
  /** When another gateway process reads all sessions from the disk, as after a restart; null: none does. */
  readonly restartAtMs: number | null;
  /** So many messages of session 1 are in its file already: a gateway before this one has saved them. */
  readonly earlier: number;
}

export interface Faults {
  /** kill -9 of the gateway at some moment in between. */
  readonly kill: { readonly fromMs: number; readonly toMs: number } | null;
  /** So many writes find the disk full, after so many that did not; a file takes two. */
  readonly fullDisk: { readonly after: number; readonly times: number } | null;
}

/** The report's rates and rounder ones; 900 ms is just within the debounce. */
const INTERVALS_MS = [1, 10, 100, 500, 900] as const;
/** The start, the first flush and the moments after it, later. */
const BEGINNINGS_MS = [0, 500, 1_000, 1_015, 2_010, 4_000] as const;

const burst: Arbitrary<Burst> = fc.record({
  session: fc.integer({ min: 1, max: 2 }),
  atMs: fc.constantFrom(...BEGINNINGS_MS),
  count: fc.integer({ min: 1, max: 6 }),
  everyMs: fc.constantFrom(...INTERVALS_MS),
});

export const workload: Arbitrary<Workload> = fc.record({
  bursts: fc.array(burst, { minLength: 1, maxLength: 3 }),
  snapshotUpdates: fc.constant(0),
  restartAtMs: fc.constant(null),
  earlier: fc.constantFrom(0, 0, 3),
});

const kill = fc
  .record({ fromMs: fc.constantFrom(0, 1_000, 4_000, 5_000), forMs: fc.constantFrom(100, 3_000) })
  .map(({ fromMs, forMs }) => ({ fromMs, toMs: fromMs + forMs }));
const fullDisk = fc.record({ after: fc.integer({ min: 0, max: 7 }), times: fc.integer({ min: 1, max: 2 }) });

export const faults: Arbitrary<Faults> = fc.record({
  kill: fc.option(kill, { freq: 2 }),
  fullDisk: fc.option(fullDisk, { freq: 2 }),
});

/** What a minimal counterexample may do without. */
export const leaveOut = { workload: { bursts: 1 }, faults: { kill: 0, fullDisk: 0 } } as const;

/** The worst of what an execution has to cope with. */
export function faultClass({ restartAtMs, earlier }: Workload, { kill, fullDisk }: Faults): string {
  if (kill !== null) return 'kill';
  if (fullDisk !== null) return 'full disk';
  return restartAtMs === null && earlier === 0 ? 'none' : 'restart';
}
