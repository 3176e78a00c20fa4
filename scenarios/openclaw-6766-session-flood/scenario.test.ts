import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../harness/engine/limits.ts';
import { type ExploreOptions, explore, type ReplayOutcome, replay } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND } from '../../harness/testing/violated-of.ts';
import { tornWrites, WHOLE_WRITES } from '../../harness/testing/whole-writes.ts';
import { expectHolds, expectViolates } from '../../harness/vitest.ts';
import { EXAMPLES } from './examples.ts';
import { scenarioOf } from './flood-once.ts';
import { scenario } from './scenario.ts';

const OF_ALL = [
  'no-lost-message',
  'bounded-exposure',
  'failed-flush-retried',
  'saved-despite-full-disk',
  'earlier-messages-kept',
];
/** A flush that nobody awaits, and that can fail. */
const UNAWAITED = 'no-unhandled-rejection';

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  // A message whose write failed is refused, and saved with the next one.
  'write-every-message': [...OF_ALL, 'refused-not-saved'],
  'debounce-clear-after': [...OF_ALL, UNAWAITED],
  'debounce-shared': [...OF_ALL, 'every-session-flushed', UNAWAITED],
  'coalesce-map-set': [...OF_ALL, UNAWAITED],
  'debounce-max-wait': [...OF_ALL, UNAWAITED],
};

for (const [implementation, broken] of Object.entries(BROKEN)) {
  // Session files here are a hundred bytes or so, which no kernel tears: nothing of this rests on that.
  test(`${implementation} breaks exactly: ${broken.join(', ')}, though each write is made in one piece`, async () => {
    await expectViolates(scenario, implementation, broken, { schedulesMax: 1_000, strategy: WHOLE_WRITES });
  });
}

/** What they do not do cannot be judged: nothing of theirs is written, or nothing is acknowledged. */
const BASELINES: Readonly<Record<string, readonly string[]>> = {
  'do-nothing': ['no-lost-message', 'bounded-exposure', 'every-session-flushed', 'message-readable'],
  'refuse-everything': ['message-not-refused'],
  'abort-everything': ['message-not-refused', 'earlier-messages-kept'],
};

for (const [implementation, broken] of Object.entries(BASELINES)) {
  test(`the baseline ${implementation} breaks exactly: ${broken.join(', ')}`, async () => {
    expect(await brokenBy(scenario, implementation, 300)).toEqual(broken);
  });
}

test('the reference holds every property over 1,000 executions', async () => {
  const report = await expectHolds(scenario, 'reference', { schedulesMax: 1_000 });
  expect(report.executions).toBe(1_000);
  // Each that says when it is put to the test is, by some executions and not by all.
  expect(report.verdicts.filter(({ exercised, executions }) => exercised === executions)).toEqual([]);
});

test('the reference without coalescing breaks nothing in floods of a few messages', async () => {
  await expectHolds(scenario, 'reference-without-coalescing', { schedulesMax: 1_000 });
});

/** The example's workload alone, so that a property is broken by it or by nothing. */
function only(example: string): typeof scenario {
  const input = EXAMPLES[example];
  if (input === undefined) throw new Error(`no example ${example}`);
  return scenarioOf(input.workload, input.faults);
}

/** What the implementation breaks; a property that the workload never puts to the test is neither broken nor held. */
async function brokenBy(
  explored: typeof scenario,
  implementation: string,
  schedulesMax: number,
  options: Partial<ExploreOptions> = {},
): Promise<string[]> {
  const { verdicts } = await explore(explored, implementation, { schedulesMax, ...options }, AS_FOUND);
  return verdicts
    .filter(({ verdict, how }) => verdict !== 'holds' && how.kind !== 'vacuous')
    .map(({ property }) => property);
}

const OF_A_FULL_DISK = ['failed-flush-retried', 'refused-not-saved', 'saved-despite-full-disk'];

test.each([
  ['hundred-a-second', OF_A_FULL_DISK],
  ['full-disk-once', ['no-lost-message', 'bounded-exposure', 'every-session-flushed', 'message-answered']],
  [
    'killed-during-the-flood',
    [
      'no-lost-message',
      'failed-flush-retried',
      'every-session-flushed',
      'message-answered',
      ...OF_A_FULL_DISK.slice(1),
    ],
  ],
])('%s does not put to the test: %j', async (example, untested) => {
  const { verdicts } = await explore(only(example), 'reference', { schedulesMax: 50 }, AS_FOUND);
  expect(verdicts.filter(({ how }) => how.kind === 'vacuous').map(({ property }) => property)).toEqual([
    ...untested,
    'earlier-messages-kept',
  ]);
});

test('a flood longer than the debounce: only the variants without a limit leave messages exposed', async () => {
  const flood = only('flood-outlasts-the-bound');
  expect(await brokenBy(flood, 'debounce-clear-after', 50)).toEqual(['bounded-exposure']);
  expect(await brokenBy(flood, 'debounce-shared', 50)).toEqual(['bounded-exposure']);
  expect(await brokenBy(flood, 'debounce-max-wait', 50)).toEqual([]);
});

test('a limit to the wait does not save what is cleared after the flush', async () => {
  const during = only('messages-during-a-flush');
  const lost = ['no-lost-message', 'bounded-exposure'];
  expect(await brokenBy(during, 'debounce-max-wait', 50)).toEqual(lost);
  expect(await brokenBy(during, 'debounce-clear-after', 50)).toEqual(lost);
});

test('a session first saved while another one is flushed is flushed too: a live iterator visits it', async () => {
  const bursts = [
    { session: 1, atMs: 0, count: 1, everyMs: 10 },
    { session: 2, atMs: 1_000, count: 1, everyMs: 10 },
  ];
  const second = scenarioOf({ bursts, snapshotUpdates: 0, restartAtMs: null, earlier: 0 });
  expect(await brokenBy(second, 'debounce-clear-after', 1_000)).toEqual([]);
});

test('a write over the file that is killed once it has emptied that takes old messages with it, a write beside it does not', async () => {
  const killed = only('killed-during-a-write');
  const options = { strategy: WHOLE_WRITES };
  expect(await brokenBy(killed, 'write-every-message', 200, options)).toEqual(['bounded-exposure']);
  for (const implementation of ['debounce-max-wait', 'reference', 'reference-without-coalescing']) {
    expect(await brokenBy(killed, implementation, 200)).toEqual([]);
  }
});

const TIMELINES = new URL('./timelines/', import.meta.url);

for (const name of readdirSync(TIMELINES)) {
  const timeline = parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);

  test(`${name} plays the report line by line and breaks ${timeline.violates.join(', ')}; the reference breaks nothing`, async () => {
    const outcome = await replayTimeline(timeline, timeline.implementation);
    expect(brokenIn(outcome)).toEqual([...timeline.violates].sort());
    const logs = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
    for (const text of timeline.logs) expect(logs.some((line) => line.includes(text))).toBe(true);
    expect(notAsReported(timeline, outcome)).toEqual([]);
    expect(tornWrites(outcome.events)).toEqual([]);
    expect(await replayTimeline(timeline, timeline.implementation)).toEqual(outcome);
    expect(brokenIn(await replayTimeline(timeline, 'reference'))).toEqual([]);
  });
}

function replayTimeline(timeline: IssueTimeline, implementation: string): Promise<ReplayOutcome> {
  const { workload, faults, schedule, startAt } = timeline;
  const input = { implementation, workload, faults, schedule, startAt, randomSeed: 1, limits: DEFAULT_LIMITS };
  return replay(scenario, input);
}

function brokenIn(outcome: ReplayOutcome): string[] {
  return outcome.violations.map(({ property }) => property).sort();
}
