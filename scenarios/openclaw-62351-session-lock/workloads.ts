import fc, { type Arbitrary } from 'fast-check';
import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';

/** What the upstream does with one candidate's requests. */
export const BEHAVIOURS = [
  'ok',
  'ok-after-180s',
  // Answers at once that the session is nearly too long; the summary that it is asked for then takes this long.
  'ok-compacts-60s',
  'ok-compacts-450s',
  'hang',
  'stall',
  'rate-limit-after-30s',
  'unavailable',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** Where a probe comes from. A CLI command is a process of its own, the others run in the gateway. */
export type ProbeKind = 'chat' | 'cli' | 'heartbeat';

export interface Probe {
  readonly kind: ProbeKind;
  /** From 1. */
  readonly session: number;
  /** Not before this moment. */
  readonly atMs: number;
}

/** One turn in each session, the behaviour of the three candidates, and probes. */
export interface Workload {
  readonly sessions: number;
  readonly candidates: readonly [Behaviour, Behaviour, Behaviour];
  readonly probes: readonly Probe[];
  /** How the upstream is written: with the harness's own builders, or as msw handlers. The same otherwise. */
  readonly upstream: 'native' | 'msw';
}

/** kill -9 of a process that holds a lock, or of one that waits for it (and may be in the middle of taking it). */
export interface Kill {
  readonly of: 'holder' | 'waiter';
  /** Not before this moment. */
  readonly fromMs: number;
  /** If it was the gateway, it is started again, with the files that are there, and somebody writes to each session. */
  readonly isRestarted?: boolean;
}

export interface Faults {
  /** One after the other. */
  readonly kills: readonly Kill[];
}

const NO_FAULTS: Faults = { kills: [] };

function oneSession(candidates: Workload['candidates'], probes: readonly Probe[]): Workload {
  return { sessions: 1, candidates, probes, upstream: 'native' };
}

function cli(session: number, atMs: number): Probe {
  return { kind: 'cli', session, atMs };
}

/** The workloads of the report and of its discussion. */
export const EXAMPLES: Readonly<Record<string, Example<Workload, Faults>>> = {
  'all-candidates-time-out': {
    workload: oneSession(['hang', 'hang', 'hang'], [cli(1, 5_000), { kind: 'chat', session: 1, atMs: 600_000 }]),
    faults: NO_FAULTS,
  },
  'first-times-out': {
    workload: oneSession(['hang', 'ok', 'ok'], [cli(1, 5_000)]),
    faults: NO_FAULTS,
  },
  'timeout-without-reason': {
    workload: oneSession(['stall', 'ok', 'ok'], [cli(1, 5_000)]),
    faults: NO_FAULTS,
  },
  'slow-rate-limits': {
    workload: oneSession(['rate-limit-after-30s', 'rate-limit-after-30s', 'ok'], [cli(1, 25_000)]),
    faults: NO_FAULTS,
  },
  'healthy-long-run': {
    workload: oneSession(
      ['ok-after-180s', 'ok', 'ok'],
      [cli(1, 1_000), { kind: 'heartbeat', session: 1, atMs: 60_000 }],
    ),
    faults: NO_FAULTS,
  },
  // The run's timer ends while the session is compacted; the command comes as the summary is saved.
  'timeout-during-compaction': {
    workload: oneSession(['ok-compacts-450s', 'ok', 'ok'], [cli(1, 450_000)]),
    faults: NO_FAULTS,
  },
  'message-during-compaction': {
    workload: oneSession(['ok-compacts-60s', 'ok', 'ok'], [{ kind: 'chat', session: 1, atMs: 3_000 }, cli(1, 40_000)]),
    faults: NO_FAULTS,
  },
  'only-the-second-answers': {
    workload: oneSession(['unavailable', 'ok', 'unavailable'], [cli(1, 0), { kind: 'chat', session: 1, atMs: 0 }]),
    faults: NO_FAULTS,
  },
  'holder-killed': {
    workload: oneSession(['ok', 'ok', 'ok'], [cli(1, 0), cli(1, 0), cli(1, 0)]),
    faults: { kills: [{ of: 'holder', fromMs: 0 }] },
  },
  'waiter-killed': {
    workload: oneSession(['ok', 'ok', 'ok'], [cli(1, 0), cli(1, 0), cli(1, 0)]),
    faults: { kills: [{ of: 'waiter', fromMs: 0 }] },
  },
  // Whoever had to give up is not the last one to come.
  'waiter-killed-and-a-command-later': {
    workload: oneSession(['ok', 'ok', 'ok'], [cli(1, 0), cli(1, 0), cli(1, 30_000)]),
    faults: { kills: [{ of: 'waiter', fromMs: 0 }] },
  },
  'holder-and-waiter-killed': {
    workload: oneSession(['ok', 'ok', 'ok'], [cli(1, 0), cli(1, 0), cli(1, 0)]),
    faults: {
      kills: [
        { of: 'holder', fromMs: 0 },
        { of: 'waiter', fromMs: 0 },
      ],
    },
  },
  'gateway-killed-and-restarted': {
    workload: oneSession(['ok', 'ok', 'ok'], [cli(1, 0)]),
    faults: { kills: [{ of: 'holder', fromMs: 0, isRestarted: true }] },
  },
  'four-sessions': {
    workload: {
      sessions: 4,
      candidates: ['hang', 'hang', 'hang'],
      probes: [1, 2, 3, 4].map((session) => cli(session, 60_000)),
      upstream: 'native',
    },
    faults: NO_FAULTS,
  },
};

/** Moments around which something changes: the start, a rate limit's answer, a time-out, a summary, a rotation, the end. */
const MOMENTS_MS = [0, 500, 3_000, 29_000, 60_000, 175_000, 395_000, 450_000, 600_000, 1_195_000] as const;

const moment: Arbitrary<number> = fc.constantFrom(...MOMENTS_MS);
const behaviour: Arbitrary<Behaviour> = fc.constantFrom(...BEHAVIOURS);
const probe: Arbitrary<Probe> = fc.record({
  kind: fc.constantFrom<ProbeKind>('cli', 'chat', 'heartbeat'),
  session: fc.constant(1),
  atMs: moment,
});

export const workload: Arbitrary<Workload> = fc
  .record({
    sessions: fc.integer({ min: 1, max: 2 }),
    candidates: fc.tuple(behaviour, behaviour, behaviour),
    probes: fc.array(probe, { minLength: 1, maxLength: 3 }),
    upstream: fc.constant('native' as const),
  })
  .map((drawn) => ({
    ...drawn,
    probes: drawn.probes.map((each, index) => ({ ...each, session: (index % drawn.sessions) + 1 })),
  }));

const kill: Arbitrary<Kill> = fc.record({
  of: fc.constantFrom<Kill['of']>('holder', 'waiter'),
  fromMs: moment,
  isRestarted: fc.boolean(),
});

export const faults: Arbitrary<Faults> = fc.record({ kills: fc.array(kill, { maxLength: 2 }) });

/** What a minimal counterexample may do without. */
export const leaveOut = { workload: { probes: 0 }, faults: { kills: 0 } } as const;

/** The worst of what an execution has to cope with. */
export function faultClass({ candidates }: Workload, { kills }: Faults): string {
  if (kills.length > 0) return 'kill';
  if (candidates.includes('hang') || candidates.includes('stall')) return 'hang';
  if (candidates.includes('rate-limit-after-30s') || candidates.includes('unavailable')) return 'error';
  return candidates.every((each) => each === 'ok') ? 'none' : 'slow';
}

export const ranges: Ranges<Workload, Faults> = {
  'cli-at-ms': {
    says: 'how long after a run begins whose models all hang a command wants its session',
    unit: 'ms',
    values: [0, 5_000, 60_000, 390_000, 600_000, 1_190_000],
    claimedTo: 1_190_000,
    at: (atMs) => ({ workload: oneSession(['hang', 'hang', 'hang'], [cli(1, atMs)]), faults: NO_FAULTS }),
  },
};
