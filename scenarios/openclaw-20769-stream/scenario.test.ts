import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Example, explore, type ReplayOutcome, replay, type Scenario } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND, foundIn } from '../../harness/testing/violated-of.ts';
import type { MakeManager } from '../../src/provider-stream/manager.ts';
import { waitingManager } from '../../src/provider-stream/waiting-manager.ts';
import { scenario } from './scenario.ts';
import { examples, type Faults, OPUS, SONNET, type Workload } from './workload.ts';

const MIXED = 'one-provider-per-stream';
const WAITS = 'update-terminates';
const LAST = 'last-update-wins';
const NEW = 'new-streams-use-new-provider';
const WHOLE = 'stream-is-whole';
const APPLIED = 'update-is-applied';
const CONFIRMED = 'only-confirmed-providers';

/** What exploration finds, by implementation. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'replace-in-place': [MIXED, WAITS, LAST],
  'wait-snapshot': [MIXED, WAITS, LAST],
  'wait-until-zero': [WAITS, LAST],
  'wait-late-registration': [MIXED, WAITS, LAST],
  'wait-timeout': [MIXED, WAITS, LAST],
  'wait-and-pin': [WAITS, LAST],
  'reference-without-copy-on-write': [MIXED],
  'reference-without-connect-timeout': [WAITS],
  'do-nothing': [LAST, NEW, WHOLE, APPLIED],
  'refuse-everything': [WHOLE, APPLIED],
  'abort-everything': [WAITS, LAST, WHOLE],
};

/** What a baseline does not even begin to do, it never puts to the test. */
const VACUOUS: Readonly<Record<string, readonly string[]>> = {
  'do-nothing': [MIXED],
  'refuse-everything': [MIXED, LAST, NEW],
};

test('every implementation has its verdict here', () => {
  expect([...Object.keys(BROKEN), 'reference'].sort()).toEqual(Object.keys(scenario.implementations).sort());
});

test.each(Object.entries(BROKEN))('%s breaks exactly %j', async (name, broken) => {
  const found = await foundIn(scenario, name, broken, { schedulesMax: 600 });
  expect(found).toEqual({ violated: broken, unknown: VACUOUS[name] ?? [] });
});

test('the reference holds every property over 1,000 executions', async () => {
  const report = await explore(scenario, 'reference', { schedulesMax: 1_000, seed: 2 }, AS_FOUND);
  expect(report.verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  // Each that says when it is put to the test is, by some executions and not by all; streams that end well are nearly everywhere.
  const always = report.verdicts.filter(({ exercised, executions }) => exercised === executions);
  expect(always.filter(({ property }) => property !== WHOLE)).toEqual([]);
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

function example(name: string): Example<Workload, Faults> {
  const found = examples[name];
  if (found === undefined) throw new Error(`no example ${name}`);
  return found;
}

test.each([
  ['wait-until-zero', 'overlapping-streams', [WAITS]],
  ['wait-and-pin', 'overlapping-streams', []],
  ['wait-and-pin', 'stream-hangs', [WAITS]],
  ['wait-timeout', 'stream-hangs', [MIXED]],
  ['wait-late-registration', 'one-stream-one-update', [MIXED]],
  ['wait-until-zero', 'last-update-is-refused', []],
])('%s with %s breaks exactly %j', async (name, which, broken) => {
  expect(await brokenBy(only(example(which)), name, 200)).toEqual(broken);
});

/** The properties that nothing in a scenario puts to the test. */
async function untestedBy(scenario: Scenario): Promise<string[]> {
  const { verdicts } = await explore(scenario, 'reference', { schedulesMax: 100 }, AS_FOUND);
  return verdicts.filter(({ how }) => how.kind === 'vacuous').map(({ property }) => property);
}

test('updates to the model in use, or refused ones, leave untested what only another model can break', async () => {
  const { workload, faults } = example('two-updates');
  const same = workload.updates.map((update) => ({ ...update, model: OPUS }));
  expect(await untestedBy(only({ workload: { ...workload, updates: same }, faults }))).toEqual([
    MIXED,
    LAST,
    NEW,
    CONFIRMED,
  ]);
  expect(await untestedBy(only({ workload, faults: { ...faults, refused: [0, 1] } }))).toEqual([LAST, NEW]);
  expect(await untestedBy(only({ workload, faults }))).toEqual([]);
});

test('a stream that is accepted before the update is mixed with late registration, and not with the snapshot', async () => {
  // The stream begins within 100 ms, and the update after them.
  const late = example('one-stream-one-update');
  const after: Example<Workload, Faults> = {
    ...late,
    workload: { ...late.workload, updates: [{ atMs: 101, model: SONNET, connectMs: [20, 100] }] },
  };
  expect(await brokenBy(only(after), 'wait-late-registration', 500)).toEqual([MIXED]);
  expect(await brokenBy(only(after), 'wait-snapshot', 500)).toEqual([]);
});

/** A stream every second for two minutes, each of which takes more than one. */
const BUSY: Example<Workload, Faults> = {
  workload: {
    streams: Array.from({ length: 120 }, (_, i) => ({ atMs: i * 1_000, chunks: 6, chunkMs: [200, 300] })),
    updates: [{ atMs: 500, model: SONNET, connectMs: [20, 100] }],
  },
  faults: { ends: [], refused: [] },
};

test('under streams without a pause, wait-until-zero waits until the last of two minutes, wait-and-pin for the first', async () => {
  const { verdicts } = await explore(only(BUSY), 'wait-until-zero', { schedulesMax: 5 }, AS_FOUND);
  const evidence = verdicts.find(({ property }) => property === WAITS);
  expect(evidence).toMatchObject({ verdict: 'violated' });
  expect(JSON.stringify(evidence)).toMatch(/was acknowledged at 1[12]\d{4}/);
  expect(await brokenBy(only(BUSY), 'wait-and-pin', 5)).toEqual([]);
});

/** Says "done" as soon as the new provider is connected, and goes on waiting in the background. */
const acknowledgeEarly: MakeManager = (initial) => {
  const manager = waitingManager((open) => () => open.untilIdle())(initial);
  return {
    get current() {
      return manager.current;
    },
    open: () => manager.open(),
    async update(config) {
      void manager.update(config);
    },
  };
};

test('an acknowledgement before the switch breaks new-streams-use-new-provider', async () => {
  const implementations = { early: { says: 'acknowledges early', subject: acknowledgeEarly } };
  expect(await brokenBy({ ...scenario, implementations }, 'early', 2_000)).toContain(NEW);
});

test('"Count to 100" keeps its model with the reference, wherever the switch falls', async () => {
  const count: Example<Workload, Faults> = {
    workload: {
      streams: [{ atMs: 0, chunks: 100, chunkMs: [100, 200] }],
      updates: [
        { atMs: 5_000, model: SONNET, connectMs: [20, 500] },
        { atMs: 5_000, model: OPUS, connectMs: [20, 500] },
      ],
    },
    faults: { ends: [], refused: [] },
  };
  expect(await brokenBy(only(count), 'replace-in-place', 100)).toContain(MIXED);
  expect(await brokenBy(only(count), 'wait-until-zero', 100)).not.toContain(MIXED);
  expect(await brokenBy(only(count), 'reference', 100)).toEqual([]);
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

describe.each(readdirSync(TIMELINES))('timeline %s', (name) => {
  const timeline = parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);

  test('plays the report line by line, breaks the properties that it names and no other, and replays', async () => {
    const outcome = await run(timeline, timeline.implementation);
    const log = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
    for (const text of timeline.logs) expect(log.some((line) => line.includes(text))).toBe(true);
    expect(notAsReported(timeline, outcome)).toEqual([]);
    expect(outcome.violations.map(({ property }) => property).sort()).toEqual([...timeline.violates].sort());
    expect(await run(timeline, timeline.implementation)).toEqual(outcome);
  });

  test('breaks nothing with the reference', async () => {
    expect((await run(timeline, 'reference')).violations).toEqual([]);
  });
});
