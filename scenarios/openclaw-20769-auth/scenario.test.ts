import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Example, explore, type ReplayOutcome, replay, type Scenario } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND, foundIn } from '../../harness/testing/violated-of.ts';
import { scenario } from './scenario.ts';
import { examples, type Faults, type Workload } from './workload.ts';

const REFUSED = 'eventually-authorised';
const LEFT = 'final-credentials-valid';
const HANGS = 'refresh-terminates';
const TWICE = 'single-refresh';
const ANSWERED = 'request-is-answered';
const DONE = 'refresh-is-done';
const ONCE = 'carried-out-once';

/** What exploration finds, by implementation. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'replace-at-once': [REFUSED, LEFT, HANGS, TWICE],
  'wait-unused': [REFUSED, LEFT, HANGS, TWICE],
  'wait-unused-and-queue': [REFUSED, LEFT, HANGS, TWICE],
  'refresh-per-401': [REFUSED, LEFT, HANGS, TWICE],
  'reference-without-shared-rotation': [LEFT, TWICE],
  'reference-without-queue': [],
  'reference-without-retries': [REFUSED],
  'reference-without-token-retries': [REFUSED, LEFT],
  'reference-without-timeout': [HANGS],
  'do-nothing': [ANSWERED, DONE],
  'refuse-everything': [REFUSED, ANSWERED, DONE],
  // A request that was given up is carried out all the same.
  'abort-everything': [REFUSED, LEFT, HANGS, TWICE, ANSWERED, ONCE],
};

test('every implementation has its verdict here', () => {
  expect([...Object.keys(BROKEN), 'reference'].sort()).toEqual(Object.keys(scenario.implementations).sort());
});

test.each(Object.entries(BROKEN))('%s breaks exactly %j', async (name, broken) => {
  const found = await foundIn(scenario, name, broken, { schedulesMax: 600 });
  expect(found).toEqual({ violated: broken, unknown: [] });
});

test('the reference holds every property over 1,000 executions', async () => {
  const report = await explore(scenario, 'reference', { schedulesMax: 1_000, seed: 2 }, AS_FOUND);
  expect(report.verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  // Each that says when it is put to the test is, by some executions and not by all.
  expect(report.verdicts.filter(({ exercised, executions }) => exercised === executions)).toEqual([]);
});

/** The scenario with this workload and no other. */
function only({ workload, faults }: Example<Workload, Faults>): Scenario {
  return {
    ...scenario,
    examples: { it: { workload, faults } },
    workload: fc.constant(workload),
    faults: fc.constant(faults),
  };
}

/** What the implementation breaks; a property that the workload never puts to the test is neither broken nor held. */
async function brokenBy(scenario: Scenario, name: string, schedulesMax: number): Promise<string[]> {
  const { verdicts } = await explore(scenario, name, { schedulesMax }, AS_FOUND);
  return verdicts
    .filter(({ verdict, how }) => verdict !== 'holds' && how.kind !== 'vacuous')
    .map(({ property }) => property);
}

test.each([
  // The fix as printed starves as long as somebody uses the old token; queueing ends that.
  ['wait-unused', 'long-answers-without-pause', [HANGS]],
  ['wait-unused-and-queue', 'long-answers-without-pause', []],
  // A grace period is what makes the plainest client right, until two rotations overlap.
  ['replace-at-once', 'refresh-with-grace', []],
  ['replace-at-once', 'two-refreshes-with-grace', [LEFT, TWICE]],
  // Waiting does not bring a revoked token back.
  ['wait-unused-and-queue', 'refresh-during-request', [REFUSED]],
  ['refresh-per-401', 'expiry-during-requests', [REFUSED, LEFT, TWICE]],
  ['wait-unused', 'token-server-hangs-once', [HANGS]],
])('%s with %s breaks exactly %j', async (name, which, broken) => {
  const example = examples[which];
  expect(example === undefined ? 'no such example' : await brokenBy(only(example), name, 400)).toEqual(broken);
});

/** The properties that nothing in a scenario puts to the test. */
async function untestedBy(scenario: Scenario): Promise<string[]> {
  const { verdicts } = await explore(scenario, 'reference', { schedulesMax: 100 }, AS_FOUND);
  return verdicts.filter(({ how }) => how.kind === 'vacuous').map(({ property }) => property);
}

test('a workload without a refresh puts nothing to the test, a hanging token server only what a refresh may take', async () => {
  const { workload } = examples['refresh-during-request'] as Example<Workload, Faults>;
  const unused = only({ workload: { ...workload, refreshesAtMs: [] }, faults: { token: [] } });
  expect(await untestedBy(unused)).toEqual([REFUSED, LEFT, HANGS, TWICE, DONE]);
  expect(await untestedBy(only({ workload, faults: { token: ['hangs'] } }))).toEqual([REFUSED, LEFT]);
  expect(await untestedBy(only({ workload, faults: { token: [] } }))).toEqual([]);
});

test('without a shared rotation a herd refuses each other until one of them has run out of tries; the table is about few', async () => {
  const workload: Workload = {
    requestsAtMs: Array.from({ length: 32 }, () => 0),
    refreshesAtMs: [0],
    graceMs: 0,
    lifetimeMs: null,
    apiMs: [30, 31],
    tokenMs: [30, 300],
  };
  const herd = only({ workload, faults: { token: [] } });
  expect(await brokenBy(herd, 'reference-without-shared-rotation', 400)).toEqual([REFUSED, LEFT, TWICE]);
  expect(await brokenBy(herd, 'reference', 400)).toEqual([]);
});

test('under a steady load, the fix as printed refuses every request from the rotation on, and never ends', async () => {
  // Every 2 s a request that takes 3 s: those that are refused keep the old token in use.
  const workload: Workload = {
    requestsAtMs: Array.from({ length: 30 }, (_, i) => i * 2_000),
    refreshesAtMs: [1_000],
    graceMs: 0,
    lifetimeMs: null,
    apiMs: [3_000, 3_000],
    tokenMs: [30, 300],
  };
  const run = { workload, faults: { token: [] }, schedule: [], startAt: '2026-02-19T12:00:00Z' };
  const outcome = await replay(scenario, {
    ...run,
    implementation: 'wait-unused',
    randomSeed: 1,
    limits: limitsOf(scenario, {}),
  });
  const lines = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  expect(lines.filter((line) => line === 'Invalid credentials')).toHaveLength(29);
  expect(outcome.violations.map(({ property }) => property)).toEqual([REFUSED, HANGS]);
});

const TIMELINES = new URL('./timelines/', import.meta.url);

function run(timeline: IssueTimeline, implementation: string): Promise<ReplayOutcome> {
  const { workload, faults, schedule, startAt } = timeline;
  return replay(scenario, {
    implementation,
    workload,
    faults,
    schedule,
    startAt,
    randomSeed: 1,
    limits: limitsOf(scenario, {}),
  });
}

/** Those of `texts` that the lines contain, one after the other. */
function inOrder(lines: readonly string[], texts: readonly string[]): string[] {
  let from = 0;
  return texts.filter((text) => {
    const at = lines.findIndex((line, index) => index >= from && line.includes(text));
    if (at >= 0) from = at + 1;
    return at >= 0;
  });
}

describe.each(readdirSync(TIMELINES))('timeline %s', (name) => {
  const timeline = parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);

  test('plays the report line by line, breaks the properties that it names and no other, and replays', async () => {
    const outcome = await run(timeline, timeline.implementation);
    const lines = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
    expect(inOrder(lines, timeline.logs)).toEqual(timeline.logs);
    expect(notAsReported(timeline, outcome)).toEqual([]);
    expect(outcome.violations.map(({ property }) => property).sort()).toEqual([...timeline.violates].sort());
    expect(await run(timeline, timeline.implementation)).toEqual(outcome);
  });

  test('breaks nothing with the reference', async () => {
    expect((await run(timeline, 'reference')).violations).toEqual([]);
  });
});
