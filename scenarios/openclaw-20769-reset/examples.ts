import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';
import type { ClientPlan, Edit, Faults, ReloadPlan, Workload } from './workload.ts';

const NO_FAULTS: Faults = { answers: [], loads: [] };

/** Sends one request within three seconds, in which there are one or two reloads. */
const CLIENT: ClientPlan = { atMs: 0, withinMs: 3_000, requests: 1, attachmentsMs: 500, answer: 'short' };

function clients(count: number, change: Partial<ClientPlan> = {}): ClientPlan[] {
  return Array.from({ length: count }, () => ({ ...CLIENT, ...change }));
}

function reloads(...edits: Edit[]): ReloadPlan[] {
  return edits.map((edit) => ({ atMs: 200, withinMs: 2_000, edit }));
}

function base(change: Partial<Workload>): Workload {
  return { models: 3, clients: clients(3), reloads: reloads('same'), listsAtMs: [], ...change };
}

/** Explored first: n requests and m reloads, and each fault. */
export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'model-in-use-dropped': { workload: base({ reloads: reloads('drop') }), faults: NO_FAULTS },
  'two-reloads': { workload: base({ clients: clients(2), reloads: reloads('same', 'drop') }), faults: NO_FAULTS },
  'slow-load-and-a-second-edit': {
    workload: base({ clients: clients(3, { atMs: 1_000, requests: 3 }), reloads: reloads('same', 'switch') }),
    faults: { answers: [], loads: ['slow'] },
  },
  // A slow one is still loading when the third begins to wait for an essay.
  'three-reloads': {
    workload: base({
      clients: [
        { ...CLIENT, atMs: 400, withinMs: 200, attachmentsMs: 0, answer: 'essay' },
        ...clients(2, { atMs: 2_000, withinMs: 2_000, requests: 3 }),
      ],
      reloads: [
        { atMs: 0, withinMs: 0, edit: 'same' },
        { atMs: 0, withinMs: 300, edit: 'none' },
        { atMs: 700, withinMs: 800, edit: 'switch' },
      ],
    }),
    faults: { answers: [], loads: ['ok', 'slow', 'slow'] },
  },
  'request-fails': {
    workload: base({ clients: clients(2, { withinMs: 1_000, answer: 'essay' }) }),
    faults: { answers: ['error'], loads: [] },
  },
  'request-hangs': {
    workload: base({ clients: clients(2, { withinMs: 500 }), reloads: [{ atMs: 600, withinMs: 1_000, edit: 'same' }] }),
    faults: { answers: ['hang'], loads: [] },
  },
  // One never gets as far as its provider, the provider of the other takes longer than a drain waits.
  'slow-answer-and-hung-check': {
    workload: base({
      clients: clients(2, { withinMs: 500, attachmentsMs: 0 }),
      reloads: [{ atMs: 600, withinMs: 1_000, edit: 'drop' }],
    }),
    faults: { answers: ['check-hangs', 'slow'], loads: [] },
  },
  'attachments-outlast-the-drain': {
    workload: base({
      clients: clients(2, { withinMs: 500, attachmentsMs: 40_000 }),
      reloads: [{ atMs: 600, withinMs: 1_000, edit: 'drop' }],
    }),
    faults: NO_FAULTS,
  },
  'load-fails': { workload: base({}), faults: { answers: [], loads: ['fail'] } },
  // The config is saved, and the reload that was to bring it in dies while it loads.
  'killed-while-it-reloads': {
    workload: base({
      clients: clients(2, { withinMs: 1_500 }),
      reloads: [{ atMs: 0, withinMs: 300, edit: 'switch' }],
    }),
    faults: { answers: [], loads: ['slow'], restartAtMs: 1_500 },
  },
  'load-hangs': { workload: base({}), faults: { answers: [], loads: ['hang'] } },
  'load-hangs-before-another': {
    workload: base({
      clients: clients(1),
      reloads: [
        { atMs: 0, withinMs: 0, edit: 'same' },
        { atMs: 100, withinMs: 2_000, edit: 'same' },
      ],
    }),
    faults: { answers: [], loads: ['hang'] },
  },
  // The report's second test, with fewer models; its fourth, with 4 clients for 50.
  'five-reloads': {
    workload: base({ models: 2, clients: clients(1), reloads: reloads('none', 'none', 'none', 'none', 'none') }),
    faults: NO_FAULTS,
  },
  'same-models-under-load': {
    workload: base({
      clients: clients(4, { atMs: 0, withinMs: 100, requests: 3, attachmentsMs: 0 }),
      reloads: [{ atMs: 300, withinMs: 300, edit: 'same' }],
    }),
    faults: NO_FAULTS,
  },
};

export const ranges: Ranges<Workload, Faults> = {
  'attachments-ms': {
    says: 'how long the attachments of a request take to convert',
    unit: 'ms',
    values: [0, 500, 5_000, 29_000, 31_000, 60_000, 300_000],
    claimedTo: 300_000,
    at: (attachmentsMs) => ({
      workload: base({
        clients: clients(2, { withinMs: 500, attachmentsMs }),
        reloads: [{ atMs: 600, withinMs: 1_000, edit: 'drop' }],
      }),
      faults: NO_FAULTS,
    }),
  },
  clients: {
    says: 'how many clients send a request while the models are reloaded',
    unit: 'count',
    values: [1, 3, 10, 30],
    claimedTo: 30,
    at: (count) => ({ workload: base({ clients: clients(count) }), faults: NO_FAULTS }),
  },
};
