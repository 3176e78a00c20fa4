import fc, { type Arbitrary } from 'fast-check';
import type { Example } from '../../harness/index.ts';

export const OPUS = 'opus-4-6';
export const SONNET = 'sonnet-4-5';
export const HAIKU = 'haiku-4-5';

/** How a stream ends: with its last chunk, cut by the network after half of them, or never. */
export type StreamEnd = 'done' | 'cut' | 'hang';

export interface StreamPlan {
  readonly atMs: number;
  readonly chunks: number;
}

export interface UpdatePlan {
  readonly atMs: number;
  readonly model: string;
  /** How long the new provider takes to confirm its model at least and at most, in ms. */
  readonly connectMs: readonly [number, number];
}

export interface Workload {
  readonly streams: readonly StreamPlan[];
  readonly updates: readonly UpdatePlan[];
}

export interface Faults {
  /** By stream; those beyond the list end well. */
  readonly ends: readonly StreamEnd[];
}

const FINE: Faults = { ends: [] };
const SOON = [20, 100] as const;

function stream(atMs: number, chunks = 3): StreamPlan {
  return { atMs, chunks };
}

function update(atMs: number, model: string, connectMs: readonly [number, number] = SOON): UpdatePlan {
  return { atMs, model, connectMs };
}

export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'one-stream-one-update': { workload: { streams: [stream(0)], updates: [update(50, SONNET)] }, faults: FINE },
  'overlapping-streams': {
    workload: { streams: [stream(0, 4), stream(200, 4), stream(400, 4)], updates: [update(100, SONNET)] },
    faults: FINE,
  },
  'stream-begins-during-the-wait': {
    workload: { streams: [stream(0, 2), stream(150, 4)], updates: [update(20, SONNET)] },
    faults: FINE,
  },
  'stream-hangs': {
    workload: { streams: [stream(0), stream(500)], updates: [update(50, SONNET)] },
    faults: { ends: ['hang'] },
  },
  'stream-is-cut': {
    workload: { streams: [stream(0, 4), stream(300)], updates: [update(50, SONNET)] },
    faults: { ends: ['cut'] },
  },
  'two-updates': {
    workload: { streams: [stream(0), stream(800)], updates: [update(50, SONNET, [50, 500]), update(60, HAIKU)] },
    faults: FINE,
  },
};

const plan: Arbitrary<StreamPlan> = fc.record({
  atMs: fc.integer({ min: 0, max: 800 }),
  chunks: fc.integer({ min: 2, max: 5 }),
});
const change: Arbitrary<UpdatePlan> = fc.record({
  atMs: fc.integer({ min: 0, max: 800 }),
  model: fc.constantFrom(SONNET, HAIKU),
  connectMs: fc.constantFrom<[number, number][]>([20, 100], [50, 500]),
});

export const workload: Arbitrary<Workload> = fc.record({
  streams: fc.array(plan, { minLength: 1, maxLength: 4 }),
  updates: fc.array(change, { minLength: 1, maxLength: 2 }),
});

export const faults: Arbitrary<Faults> = fc.record({
  ends: fc.array(fc.constantFrom<StreamEnd[]>('done', 'done', 'cut', 'hang'), { maxLength: 3 }),
});
