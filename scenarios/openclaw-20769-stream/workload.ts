import fc, { type Arbitrary } from 'fast-check';
import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';

export const OPUS = 'opus-4-6';
export const SONNET = 'sonnet-4-5';
export const HAIKU = 'haiku-4-5';

/** What a model says in one chunk. It has a wording of its own, which no label on the way can hide. */
export function textOf(model: string, index: number): string {
  return `${index + 1} (${model}) `;
}

/** How a stream ends: with its last chunk, cut by the network after half of them, or never: it hangs there. */
export type StreamEnd = 'done' | 'cut' | 'hang';

export type Span = readonly [min: number, max: number];

export interface StreamPlan {
  readonly atMs: number;
  readonly chunks: number;
  /** What a chunk takes after the one before. */
  readonly chunkMs: Span;
}

export interface UpdatePlan {
  readonly atMs: number;
  readonly model: string;
  /** How long the new provider takes to confirm its model. */
  readonly connectMs: Span;
}

export interface Workload {
  readonly streams: readonly StreamPlan[];
  readonly updates: readonly UpdatePlan[];
}

export interface Faults {
  /** By stream; those beyond the list end well. */
  readonly ends: readonly StreamEnd[];
  /** Updates whose provider does not serve the model, by position. */
  readonly refused: readonly number[];
}

const FINE: Faults = { ends: [], refused: [] };
const CHUNK_MS: Span = [20, 200];
const SLOW: Span = [200, 400];
const SOON: Span = [20, 100];
const LATE: Span = [50, 500];
/** Longer than an administrator waits. */
const OVERDUE: Span = [65_000, 70_000];

function stream(atMs: number, chunks = 3, chunkMs: Span = CHUNK_MS): StreamPlan {
  return { atMs, chunks, chunkMs };
}

function update(atMs: number, model: string, connectMs: Span = SOON): UpdatePlan {
  return { atMs, model, connectMs };
}

export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'one-stream-one-update': { workload: { streams: [stream(0)], updates: [update(50, SONNET)] }, faults: FINE },
  'overlapping-streams': {
    workload: {
      streams: [stream(0, 5, SLOW), stream(900, 5, SLOW), stream(1800, 5, SLOW)],
      updates: [update(50, SONNET)],
    },
    faults: FINE,
  },
  'stream-begins-during-the-wait': {
    workload: { streams: [stream(0, 2), stream(150, 4)], updates: [update(20, SONNET)] },
    faults: FINE,
  },
  'stream-hangs': {
    workload: { streams: [stream(0), stream(500)], updates: [update(50, SONNET)] },
    faults: { ends: ['hang'], refused: [] },
  },
  'stream-is-cut': {
    workload: { streams: [stream(0, 4), stream(300)], updates: [update(50, SONNET)] },
    faults: { ends: ['cut'], refused: [] },
  },
  'provider-connects-slowly': {
    workload: { streams: [stream(0), stream(20_000)], updates: [update(50, SONNET, [15_000, 20_000])] },
    faults: FINE,
  },
  'provider-does-not-connect': {
    workload: { streams: [stream(0), stream(40_000)], updates: [update(50, SONNET, OVERDUE)] },
    faults: FINE,
  },
  'two-updates': {
    workload: { streams: [stream(0), stream(800)], updates: [update(50, SONNET, LATE), update(60, HAIKU)] },
    faults: FINE,
  },
  'last-update-is-refused': {
    workload: { streams: [stream(0), stream(800)], updates: [update(50, SONNET, LATE), update(60, HAIKU)] },
    faults: { ends: [], refused: [1] },
  },
};

const plan: Arbitrary<StreamPlan> = fc.record({
  atMs: fc.integer({ min: 0, max: 2_000 }),
  chunks: fc.integer({ min: 2, max: 5 }),
  chunkMs: fc.constantFrom<Span[]>(CHUNK_MS, SLOW),
});
const change: Arbitrary<UpdatePlan> = fc.record({
  atMs: fc.integer({ min: 0, max: 800 }),
  model: fc.constantFrom(SONNET, HAIKU, OPUS),
  connectMs: fc.constantFrom<Span[]>(SOON, SOON, LATE, LATE, [10_000, 29_000], OVERDUE),
});

export const workload: Arbitrary<Workload> = fc.record({
  streams: fc.array(plan, { minLength: 1, maxLength: 4 }),
  updates: fc.array(change, { minLength: 1, maxLength: 3 }),
});

export const faults: Arbitrary<Faults> = fc.record({
  ends: fc.array(fc.constantFrom<StreamEnd[]>('done', 'done', 'cut', 'hang'), { maxLength: 3 }),
  refused: fc.constantFrom<(readonly number[])[]>([], [], [0], [1]),
});

/** The worst of what an execution has to cope with. */
export function faultClass({ streams, updates }: Workload, { ends, refused }: Faults): string {
  const theirs = ends.slice(0, streams.length);
  if (theirs.includes('hang')) return 'hang';
  if (theirs.includes('cut')) return 'cut';
  if (refused.length > 0) return 'refused';
  return updates.some(({ connectMs }) => connectMs[1] >= SLOW_MS) ? 'slow' : 'none';
}

/** A provider that takes so long to connect is slow. */
const SLOW_MS = 10_000;

export const ranges: Ranges<Workload, Faults> = {
  'connect-ms': {
    says: 'how long a new provider takes to confirm its model',
    unit: 'ms',
    values: [50, 1_000, 10_000, 29_000, 31_000, 59_000, 62_000, 120_000],
    claimedTo: 120_000,
    at: (ms) => ({
      workload: { streams: [stream(0), stream(ms + 500)], updates: [update(50, SONNET, [ms, ms])] },
      faults: FINE,
    }),
  },
  chunks: {
    says: 'how many chunks a stream has',
    unit: 'count',
    values: [2, 5, 20, 100],
    claimedTo: 100,
    at: (chunks) => ({
      workload: { streams: [stream(0, chunks), stream(500, 2)], updates: [update(50, SONNET)] },
      faults: FINE,
    }),
  },
};
