import type { ReplayOutcome } from '../../harness/run/replay.ts';
import type { Coverage } from '../../harness/scenario/coverage.ts';
import type { Verdict } from '../../harness/scenario/verdict.ts';
import type { ComparedScenario, Exploration, Replayed, Reports, Reproduction } from '../report.ts';
import type { CommandName } from '../reporter.ts';
import { timelineLines } from '../timeline-text.ts';

// Reports made by hand, for tests of reporters.

/** What code under test might say to whoever reads of it. */
export const HOSTILE: string = '\u001b[31mred\u0007\u009b2J';

const outcome: ReplayOutcome = {
  events: [
    {
      step: 1,
      kind: 'log',
      at: 5,
      process: `p${HOSTILE}`,
      actor: `a${HOSTILE}`,
      text: HOSTILE,
      phase: '',
      outcome: '',
      source: '',
    },
    {
      step: 2,
      kind: 'step',
      at: 6,
      process: 'p',
      actor: 'a',
      text: HOSTILE,
      phase: 'effect',
      outcome: HOSTILE,
      source: 'a.ts:1',
    },
  ],
  violations: [{ property: 'kept', evidence: { message: HOSTILE } }],
  ending: 'quiescent',
  steps: 2,
  traceHash: 'abc',
  followed: 1,
  missed: [],
  leaks: [],
  startAt: 0,
};

const COVERAGE: Coverage = {
  executions: 50,
  workloads: 1,
  examples: { two: 50 },
  tallies: [
    { origin: 'two', faultClass: 'none', executions: 20, broken: {} },
    { origin: 'two', faultClass: HOSTILE, executions: 30, broken: { kept: 2 } },
  ],
  traces: null,
  exhausted: { examples: [], traces: 0, generated: 0, upToSize: -1 },
  actorsMax: 2,
  stepsMax: 4,
  executionsEach: 50,
  isWarmed: false,
  hasDrawn: false,
  real: [],
  hasOwnTurns: false,
};

const ESTABLISHED: Verdict['how'] = {
  kind: 'sampled',
  examples: ['one'],
  coverage: COVERAGE,
  strategy: { name: 'portfolio', enumerates: false, learns: true, reduces: false },
  guarantee: null,
  shard: null,
};

const violated: Verdict = {
  property: 'kept',
  kind: 'safety',
  level: 'strict',
  verdict: 'violated',
  how: {
    kind: 'found',
    executions: 50,
    times: 3,
    first: { execution: 7, origin: HOSTILE, strategy: 'pct' },
    shard: null,
  },
  executions: 50,
  exercised: null,
  counterexample: {
    origin: 'one',
    workload: { text: HOSTILE },
    faults: {},
    randomSeed: 1,
    schedule: [],
    message: HOSTILE,
    traceHash: 'abc',
  },
};
const unknown: Verdict = {
  ...violated,
  verdict: 'unknown',
  how: { kind: 'doubt', code: 'ERR_NO_UPSTREAM', says: HOSTILE, shard: null },
  counterexample: null,
};
const holding: Verdict = { ...unknown, property: 'held', verdict: 'holds', how: ESTABLISHED };

const exploration = (implementation: string): Exploration => ({
  report: {
    scenario: 'counters',
    implementation,
    seed: 1,
    strategy: 'portfolio',
    executions: 50,
    steps: 100,
    traceHash: 'abc',
    verdicts: [violated, { ...unknown, property: 'unsure' }, holding],
    coverage: COVERAGE,
  },
  timelines: new Map([['kept', timelineLines(outcome)]]),
  replayFiles: new Map([['kept', 'out/kept.json']]),
});

const description = {
  name: 'counters',
  title: HOSTILE,
  issue: HOSTILE,
  implementations: [{ name: 'torn', says: HOSTILE, ablates: null }],
  properties: [{ name: 'kept', kind: 'safety', level: 'strict', says: 'it is kept' }],
  examples: ['one'],
  ranges: [{ name: 'wait-ms', says: HOSTILE, unit: 'ms' as const, values: [1, 5], claimedTo: 1 }],
  costs: [],
  limits: { stepsMax: 1, pendingMax: 1, virtualMsMax: 1 },
};

const side = { name: 'torn', lines: timelineLines(outcome), outcome };
const compared: ComparedScenario = {
  description,
  options: { seed: 1, strategy: 'basic-pos', schedulesMax: 50 },
  baseline: 'torn',
  generated: 0,
  rows: [
    {
      name: 'torn',
      costs: [{ metric: 'latency p50', unit: 'ms', value: 5, isLoss: false }],
      shared: 1,
      ...exploration('torn'),
    },
  ],
  parted: { left: side, right: side, parting: { at: 0, left: 0, right: 0 }, property: 'kept' },
  wasInterrupted: false,
};

const reproduction: Reproduction = {
  name: 'morning',
  timeline: {
    title: 'A morning',
    source: 'a report',
    scenario: 'counters',
    implementation: 'torn',
    utcOffsetMinutes: 0,
    reported: [{ at: '', text: 'it logs' }],
    logs: ['it logs'],
    violates: ['kept'],
    workload: {},
    faults: {},
    schedule: [],
    startAt: '1970-01-01T00:00:00Z',
  },
  implementation: 'torn',
  outcome,
  unexpected: [],
  missingLogs: [],
  told: [{ kind: 'left-out', why: '' }],
  complaints: [],
  comparison: null,
};

const replayed: Replayed = {
  file: 'out/kept.json',
  scenario: 'counters',
  implementation: 'torn',
  property: 'kept',
  verdict: 'violated',
  message: HOSTILE,
  traceHash: 'abc',
  recorded: 'a',
  isIdentical: false,
  replays: 1,
  identicalReplays: 0,
  followed: 0,
  departures: 0,
  searched: 0,
  foundAt: null,
  isAccepted: false,
  isUpdated: false,
  firstDivergence: null,
  firstChangedLine: { line: 1, recorded: 'a', now: 'b' },
  ending: 'quiescent',
  leaks: [HOSTILE],
  timeline: timelineLines(outcome),
};

/** Reports of each command, those that grow from nothing to the whole. Every text of code under test in them is hostile. */
export const SAMPLE_REPORTS: { readonly [C in CommandName]: readonly Reports[C][] } = {
  list: [{ scenarios: [description] }],
  explore: [0, 1, 2].map((length) => ({
    seed: 1,
    explorations: ['torn', 'atomic'].slice(0, length).map((name) => exploration(name)),
  })),
  compare: [0, 1, 2].map((length) => ({
    seed: 1,
    directory: 'out',
    isOfAll: true,
    scenarios: [compared, compared].slice(0, length),
  })),
  // Printed at its end, once all of its values are known.
  sweep: [
    {
      description,
      options: { seed: 1, strategy: 'basic-pos', schedulesMax: 50 },
      range: description.ranges[0] ?? { name: '', says: '', unit: 'ms', values: [], claimedTo: 0 },
      implementations: ['torn', 'atomic', 'late'],
      values: [1, 5].map((value) => ({
        value,
        rows: [
          { implementation: 'torn', verdicts: [{ property: 'kept', verdict: 'violated' as const, isIdle: false }] },
          { implementation: 'atomic', verdicts: [{ property: 'kept', verdict: 'holds' as const, isIdle: false }] },
          {
            implementation: 'late',
            verdicts: [{ property: 'kept', verdict: value < 5 ? 'holds' : 'violated', isIdle: false }],
          },
        ],
      })),
      wasInterrupted: false,
    },
  ],
  reproduce: [0, 1, 2].map((length) => ({ reproductions: [reproduction, reproduction].slice(0, length) })),
  replay: [0, 1, 2].map((length) => ({
    files: [replayed, { ...replayed, searched: 1_000, foundAt: 12 }].slice(0, length),
  })),
};
