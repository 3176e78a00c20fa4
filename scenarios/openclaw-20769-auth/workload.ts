import fc, { type Arbitrary } from 'fast-check';
import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';

export interface Workload {
  /** When requests come. */
  readonly requestsAtMs: readonly number[];
  /** When refreshes begin, on a timer or by an administrator. */
  readonly refreshesAtMs: readonly number[];
  /** How long an old token is still accepted after a new one was issued. */
  readonly graceMs: number;
  /** After which a token expires by itself; null: never. */
  readonly lifetimeMs: number | null;
  /** How long the API takes to answer, and the token server. */
  readonly apiMs: readonly [min: number, max: number];
  readonly tokenMs: readonly [min: number, max: number];
}

/**
 * What the token server does with one rotation: it answers, its answer is lost after it rotated, or it hangs after that. Or the
 * connection to it hangs, and it never hears of the rotation.
 */
export type TokenAnswer = 'answers' | 'lost' | 'hangs' | 'unreached';

export interface Faults {
  /** By rotation that is asked for; those beyond the list are answered. */
  readonly token: readonly TokenAnswer[];
  /** The gateway is killed then and started again: its token was in its memory, so it begins with that of its config. */
  readonly restartAtMs?: number;
}

const FINE: Faults = { token: [] };
const SHORT = [30, 300] as const;
/** More than it takes to fetch a token and to send a request with it: a new token is good for one request at least. */
const LIFETIME_MS = 700;

const base: Workload = {
  requestsAtMs: [0, 100],
  refreshesAtMs: [50],
  graceMs: 0,
  lifetimeMs: null,
  apiMs: SHORT,
  tokenMs: SHORT,
};

export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'refresh-during-request': { workload: base, faults: FINE },
  'refresh-with-grace': { workload: { ...base, graceMs: 2_000 }, faults: FINE },
  'refresh-with-short-grace': { workload: { ...base, requestsAtMs: [0, 100, 200, 300], graceMs: 150 }, faults: FINE },
  // Every 5 s a request that is answered after 8 s or more: somebody always uses the old token.
  'long-answers-without-pause': {
    workload: {
      requestsAtMs: [0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000],
      refreshesAtMs: [1_000],
      graceMs: 60_000,
      lifetimeMs: null,
      apiMs: [8_000, 10_000],
      tokenMs: SHORT,
    },
    faults: FINE,
  },
  'two-refreshes': { workload: { ...base, refreshesAtMs: [50, 60] }, faults: FINE },
  'two-refreshes-with-grace': { workload: { ...base, refreshesAtMs: [50, 60], graceMs: 2_000 }, faults: FINE },
  'expiry-during-requests': {
    workload: { ...base, requestsAtMs: [0, 550, 650], refreshesAtMs: [700], lifetimeMs: LIFETIME_MS },
    faults: FINE,
  },
  'token-answer-lost': {
    workload: { ...base, requestsAtMs: [0, 800] },
    faults: { token: ['lost'] },
  },
  'token-answer-lost-at-the-end': {
    workload: { ...base, requestsAtMs: [0], refreshesAtMs: [600] },
    faults: { token: ['lost'] },
  },
  // Slow, and well: whoever gives it up has to ask again, and that revokes the token that is on its way.
  'token-server-is-slow': {
    workload: { ...base, requestsAtMs: [0, 100, 6_000], tokenMs: [5_500, 7_000] },
    faults: FINE,
  },
  // The token of the config was revoked by the refresh, a request comes before there is another, and the next one is lost.
  'gateway-restarts': {
    workload: { ...base, requestsAtMs: [0, 100] },
    faults: { token: ['answers', 'lost'], restartAtMs: 250 },
  },
  'token-server-unreached-once': { workload: { ...base, requestsAtMs: [0, 800] }, faults: { token: ['unreached'] } },
  'token-server-hangs-once': { workload: { ...base, requestsAtMs: [0, 800] }, faults: { token: ['hangs'] } },
};

/** Requests and refreshes come within this time. */
const SPAN_MS = 1_000;

export const workload: Arbitrary<Workload> = fc
  .record({
    requestsAtMs: fc.array(fc.integer({ min: 0, max: SPAN_MS }), { minLength: 1, maxLength: 4 }),
    refreshesAtMs: fc.array(fc.integer({ min: 0, max: SPAN_MS }), { maxLength: 2 }),
    graceMs: fc.constantFrom(0, 0, 150, 2_000),
    expires: fc.constantFrom(false, false, true),
    apiMs: fc.constantFrom<[number, number][]>([30, 300], [200, 2_000]),
    tokenMs: fc.constantFrom<(readonly [number, number])[]>(SHORT, SHORT, [3_000, 9_000]),
  })
  .map(({ expires, ...workload }) => (expires ? expiring(workload) : { ...workload, lifetimeMs: null }));

/** The gateway knows when its first token expires, and refreshes it then. */
function expiring(workload: Omit<Workload, 'lifetimeMs'>): Workload {
  const refreshesAtMs = [...workload.refreshesAtMs, LIFETIME_MS];
  return { ...workload, refreshesAtMs, lifetimeMs: LIFETIME_MS, apiMs: SHORT, tokenMs: SHORT };
}

export const faults: Arbitrary<Faults> = fc
  .record({
    token: fc.array(fc.constantFrom<TokenAnswer[]>('answers', 'answers', 'lost', 'hangs', 'unreached'), {
      maxLength: 2,
    }),
    restartAtMs: fc.option(fc.integer({ min: 1, max: SPAN_MS }), { freq: 3 }),
  })
  .map(({ token, restartAtMs }) => (restartAtMs === null ? { token } : { token, restartAtMs }));

/** What a minimal counterexample may do without. No refresh: a gateway without one lets a token expire that it has. */
export const leaveOut = { workload: { requestsAtMs: 1 }, faults: { token: 0 } } as const;

/** The worst of what an execution has to cope with. */
export function faultClass({ apiMs, tokenMs }: Workload, { token, restartAtMs }: Faults): string {
  if (restartAtMs !== undefined) return 'restart';
  if (token.includes('hangs') || token.includes('unreached')) return 'hang';
  if (token.includes('lost')) return 'lost answer';
  return Math.max(apiMs[1], tokenMs[1]) >= SLOW_MS ? 'slow' : 'none';
}

/** Who takes so long is slow. */
const SLOW_MS = 2_000;

export const ranges: Ranges<Workload, Faults> = {
  'token-ms': {
    says: 'how long a token server that is well takes',
    unit: 'ms',
    values: [100, 1_000, 3_000, 4_900, 5_100, 7_000, 11_000, 13_000, 20_000],
    claimedTo: 11_000,
    at: (ms) => ({
      workload: { ...base, requestsAtMs: [0, 100, ms], tokenMs: [ms, ms] },
      faults: FINE,
    }),
  },
  'api-ms': {
    says: 'how long the API takes',
    unit: 'ms',
    values: [100, 1_000, 5_000, 10_000, 30_000, 60_000],
    claimedTo: 60_000,
    at: (ms) => ({ workload: { ...base, apiMs: [ms, ms] }, faults: FINE }),
  },
};
