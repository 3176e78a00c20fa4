import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';
import { type Answer, BAILIAN, DEEPSEEK, type Faults, MINIMAX, NEWCOMER, type Workload } from './workload.ts';

const CONFIGURED = [BAILIAN, MINIMAX, DEEPSEEK];
const EXPECTED = [MINIMAX, BAILIAN, DEEPSEEK];
const SHORT = [MINIMAX, BAILIAN];
const CHANGED = [NEWCOMER, DEEPSEEK];

const limited: Answer = { kind: 'rate-limited', ms: [50, 400], retryAfterS: 1 };
const failing: Answer = { kind: 'server-error', ms: [50, 400] };
const working: Answer = { kind: 'tool', ms: [50, 400], toolMs: 1_000 };
const hanging: Answer = { kind: 'hang' };

const base: Workload = {
  runs: [{ atMs: 100, chain: CONFIGURED, pin: null }],
  changes: [{ atMs: 300, chains: [CHANGED] }],
  followUpAfterMs: 1_500,
  pick: null,
  slackMs: 500,
  modelTimeoutMs: 2_000,
  restartCapMs: 300_000,
};

/** Explored first. Each of the report's three orders is some run's explicit chain. */
export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'rate-limit-during-deferral': {
    workload: base,
    faults: { answers: { [BAILIAN]: [working, limited] } },
  },
  'timeout-without-change': {
    workload: { ...base, runs: [{ atMs: 100, chain: EXPECTED, pin: null }], changes: [] },
    faults: { answers: { [MINIMAX]: [hanging] } },
  },
  'automatic-pin': {
    workload: { ...base, runs: [{ atMs: 100, chain: EXPECTED, pin: { source: 'auto', position: 0 } }] },
    faults: { answers: { [BAILIAN]: [working, limited] } },
  },
  'automatic-pin-and-the-same-primary': {
    workload: {
      ...base,
      runs: [{ atMs: 100, chain: EXPECTED, pin: { source: 'auto', position: 0 } }],
      changes: [{ atMs: 300, chains: [[MINIMAX, BAILIAN, NEWCOMER]] }],
    },
    faults: { answers: { [BAILIAN]: [working, { kind: 'ok', ms: [50, 400] }, limited], [MINIMAX]: [failing] } },
  },
  'automatic-pin-and-its-model-removed': {
    workload: {
      ...base,
      runs: [{ atMs: 100, chain: EXPECTED, pin: { source: 'auto', position: 0 } }],
      changes: [{ atMs: 300, chains: [[MINIMAX, DEEPSEEK]] }],
    },
    faults: { answers: { [BAILIAN]: [working, { kind: 'ok', ms: [50, 400] }] } },
  },
  // What the new chain has fails, and the primary that the pin stands in for is in the old one only.
  'automatic-pin-and-another-primary': {
    workload: {
      ...base,
      runs: [{ atMs: 100, chain: EXPECTED, pin: { source: 'auto', position: 0 } }],
      changes: [{ atMs: 300, chains: [[BAILIAN, NEWCOMER]] }],
    },
    faults: { answers: { [BAILIAN]: [working, failing], [NEWCOMER]: [failing] } },
  },
  'new-chain-is-part-of-the-old': {
    workload: { ...base, changes: [{ atMs: 300, chains: [SHORT] }] },
    faults: { answers: { [BAILIAN]: [working, limited], [MINIMAX]: [failing] } },
  },
  'user-picks-a-model-outside-the-chain': {
    workload: {
      ...base,
      runs: [{ atMs: 100, chain: SHORT, pin: null }],
      changes: [],
      pick: { atMs: 1_500, model: NEWCOMER },
    },
    faults: { answers: { [BAILIAN]: [{ kind: 'ok', ms: [50, 400] }, failing], [MINIMAX]: [failing] } },
  },
  'user-pin': {
    workload: { ...base, runs: [{ atMs: 100, chain: EXPECTED, pin: { source: 'user', position: 1 } }] },
    faults: { answers: { [BAILIAN]: [working, limited] } },
  },
  'pin-without-provenance': {
    workload: { ...base, runs: [{ atMs: 100, chain: SHORT, pin: { source: 'unknown', position: 1 } }] },
    faults: { answers: { [BAILIAN]: [failing] } },
  },
  'two-runs': {
    workload: {
      ...base,
      runs: [
        { atMs: 100, chain: CONFIGURED, pin: null },
        { atMs: 600, chain: SHORT, pin: null },
      ],
      changes: [{ atMs: 300, chains: [CHANGED, [BAILIAN, DEEPSEEK]] }],
    },
    faults: { answers: { [BAILIAN]: [limited], [MINIMAX]: [failing] } },
  },
  'all-fail': {
    workload: { ...base, followUpAfterMs: null },
    faults: { answers: { [BAILIAN]: [limited], [MINIMAX]: [hanging], [DEEPSEEK]: [failing] } },
  },
  'cap-reached': {
    workload: { ...base, restartCapMs: 2_500 },
    faults: { answers: { [BAILIAN]: [hanging], [MINIMAX]: [hanging] } },
  },
  'user-picks-during-run': {
    workload: { ...base, pick: { atMs: 400, model: DEEPSEEK } },
    faults: { answers: { [BAILIAN]: [working, failing], [DEEPSEEK]: [failing] } },
  },
  'change-while-the-gateway-starts': {
    workload: { ...base, changes: [{ atMs: 1, chains: [CHANGED] }], followUpAfterMs: 0, slackMs: 0 },
    faults: { answers: {} },
  },
  'two-changes': {
    workload: {
      ...base,
      changes: [
        { atMs: 300, chains: [CHANGED] },
        { atMs: 1_500, chains: [SHORT] },
      ],
    },
    faults: { answers: { [BAILIAN]: [working, limited] } },
  },
};

export const ranges: Ranges<Workload, Faults> = {
  'tool-ms': {
    says: 'how long the command takes that a model asks for while a restart waits',
    unit: 'ms',
    values: [100, 1_000, 10_000, 60_000, 240_000],
    claimedTo: 240_000,
    at: (toolMs) => ({
      workload: base,
      faults: { answers: { [BAILIAN]: [{ kind: 'tool', ms: [50, 400], toolMs }, limited] } },
    }),
  },
};
