import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../harness/engine/limits.ts';
import { type ReplayOutcome, replay } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { expectHolds, expectViolates } from '../../harness/vitest.ts';
import { EXAMPLES } from './examples.ts';
import { scenarioOf } from './flood-once.ts';
import { scenario } from './scenario.ts';

const OF_ALL = ['no-lost-message', 'bounded-exposure', 'failed-flush-retried'];
/** A flush that nobody awaits, and that can fail. */
const UNAWAITED = 'no-unhandled-rejection';

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'write-every-message': OF_ALL,
  'debounce-clear-after': [...OF_ALL, UNAWAITED],
  'debounce-shared': [...OF_ALL, 'every-session-flushed', UNAWAITED],
  'coalesce-map-set': [...OF_ALL, UNAWAITED],
  'debounce-max-wait': [...OF_ALL, UNAWAITED],
};

for (const [implementation, broken] of Object.entries(BROKEN)) {
  test(`${implementation} breaks exactly: ${broken.join(', ')}`, async () => {
    await expectViolates(scenario, implementation, broken, { schedulesMax: 2_000 });
  });
}

test('the reference holds every property over 10,000 executions', async () => {
  const report = await expectHolds(scenario, 'reference', { schedulesMax: 10_000 });
  expect(report.executions).toBe(10_000);
});

test('the reference without coalescing breaks nothing in floods of a few messages', async () => {
  await expectHolds(scenario, 'reference-without-coalescing', { schedulesMax: 2_000 });
});

/** The example's workload alone, so that a property is broken by it or by nothing. */
function only(example: string): typeof scenario {
  const input = EXAMPLES[example];
  if (input === undefined) throw new Error(`no example ${example}`);
  return scenarioOf(input.workload, input.faults);
}

test('a flood longer than the debounce: only the variants without a limit leave messages exposed', async () => {
  const flood = only('flood-outlasts-the-bound');
  await expectViolates(flood, 'debounce-clear-after', ['bounded-exposure'], { schedulesMax: 50 });
  await expectViolates(flood, 'debounce-shared', ['bounded-exposure'], { schedulesMax: 50 });
  await expectHolds(flood, 'debounce-max-wait', { schedulesMax: 50 });
});

test('a limit to the wait does not save what is cleared after the flush', async () => {
  const during = only('messages-during-a-flush');
  const lost = ['no-lost-message', 'bounded-exposure'];
  await expectViolates(during, 'debounce-max-wait', lost, { schedulesMax: 50 });
  await expectViolates(during, 'debounce-clear-after', lost, { schedulesMax: 50 });
});

test('a session first saved while another one is flushed is flushed too: a live iterator visits it', async () => {
  const bursts = [
    { session: 1, atMs: 0, count: 1, everyMs: 10 },
    { session: 2, atMs: 1_000, count: 1, everyMs: 10 },
  ];
  const second = scenarioOf({ bursts, snapshotUpdates: 0, restartAtMs: null });
  await expectHolds(second, 'debounce-clear-after', { schedulesMax: 1_000 });
});

test('a write over the file that is killed half-way takes old messages with it, a write beside it does not', async () => {
  const killed = only('killed-during-a-write');
  await expectViolates(killed, 'write-every-message', ['bounded-exposure'], { schedulesMax: 200 });
  for (const implementation of ['debounce-max-wait', 'reference', 'reference-without-coalescing']) {
    await expectHolds(killed, implementation, { schedulesMax: 200 });
  }
});

const TIMELINES = new URL('./timelines/', import.meta.url);

for (const name of readdirSync(TIMELINES)) {
  const timeline = parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);

  test(`${name} breaks ${timeline.violates.join(', ')} with its log lines; the reference breaks nothing`, async () => {
    const outcome = await replayTimeline(timeline, timeline.implementation);
    expect(brokenIn(outcome)).toEqual([...timeline.violates].sort());
    const logs = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
    for (const text of timeline.logs) expect(logs.some((line) => line.includes(text))).toBe(true);
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
