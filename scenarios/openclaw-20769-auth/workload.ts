import fc, { type Arbitrary } from 'fast-check';
import type { Example } from '../../harness/index.ts';

export interface Workload {
  /** When requests come. */
  readonly requestsAtMs: readonly number[];
  /** When refreshes begin, on a timer or by an administrator. */
  readonly refreshesAtMs: readonly number[];
  /** How long an old token is still accepted after a new one was issued. */
  readonly graceMs: number;
  /** After which a token expires by itself; null: never. */
  readonly lifetimeMs: number | null;
}

/** What the token server does with one rotation: it answers, its answer is lost after it rotated, or it hangs after that. */
export type TokenAnswer = 'answers' | 'lost' | 'hangs';

export interface Faults {
  /** By rotation; those beyond the list are answered. */
  readonly token: readonly TokenAnswer[];
}

const FINE: Faults = { token: [] };

const base: Workload = { requestsAtMs: [0, 100], refreshesAtMs: [50], graceMs: 0, lifetimeMs: null };

export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'refresh-during-request': { workload: base, faults: FINE },
  'refresh-with-grace': { workload: { ...base, graceMs: 2_000 }, faults: FINE },
  'requests-without-pause': {
    workload: { ...base, requestsAtMs: [0, 100, 200, 300], graceMs: 300 },
    faults: FINE,
  },
  'two-refreshes': { workload: { ...base, refreshesAtMs: [50, 60] }, faults: FINE },
  'expiry-during-requests': {
    workload: { requestsAtMs: [0, 20, 150], refreshesAtMs: [], graceMs: 0, lifetimeMs: 100 },
    faults: FINE,
  },
  'token-answer-lost': { workload: { ...base, requestsAtMs: [0, 800] }, faults: { token: ['lost'] } },
  'token-answer-lost-at-the-end': {
    workload: { ...base, requestsAtMs: [0], refreshesAtMs: [600] },
    faults: { token: ['lost'] },
  },
  'token-server-hangs-once': { workload: { ...base, requestsAtMs: [0, 800] }, faults: { token: ['hangs'] } },
};

export const workload: Arbitrary<Workload> = fc.record({
  requestsAtMs: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 4 }),
  refreshesAtMs: fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 2 }),
  graceMs: fc.constantFrom(0, 0, 300, 2_000),
  lifetimeMs: fc.constantFrom(null, null, 400),
});

export const faults: Arbitrary<Faults> = fc.record({
  token: fc.array(fc.constantFrom<TokenAnswer[]>('answers', 'answers', 'lost', 'hangs'), { maxLength: 2 }),
});
