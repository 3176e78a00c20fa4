import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../harness/explore/plan.ts';
import { explore, type ReplayOutcome, replay } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/issue-timeline.ts';
import { scenario } from './scenario.ts';

const MIXED = 'one-provider-per-stream';
const WAITS = 'update-terminates';
const LAST = 'last-update-wins';

/** What exploration finds, by implementation. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'replace-in-place': [MIXED, LAST],
  'wait-snapshot': [MIXED, WAITS, LAST],
  'wait-until-zero': [WAITS, LAST],
  'wait-late-registration': [MIXED, WAITS, LAST],
  'wait-timeout': [MIXED, LAST],
  'wait-and-pin': [WAITS, LAST],
  'reference-without-copy-on-write': [MIXED],
};

test('every implementation has its verdict here', () => {
  expect([...Object.keys(BROKEN), 'reference'].sort()).toEqual(Object.keys(scenario.implementations).sort());
});

test.each(Object.entries(BROKEN))('%s breaks exactly %j', async (name, broken) => {
  const report = await explore(scenario, name, { schedulesMax: 2_000 });
  expect(report.verdicts.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
  const found = report.verdicts.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property);
  expect(found).toEqual(broken);
});

test('the reference holds every property over 10,000 executions', async () => {
  const report = await explore(scenario, 'reference', { schedulesMax: 10_000 });
  expect(report.verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
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

  test('prints the log of the report, breaks the properties that it names and no other, and replays', async () => {
    const outcome = await run(timeline, timeline.implementation);
    const log = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
    for (const text of timeline.logs) expect(log.some((line) => line.includes(text))).toBe(true);
    expect(outcome.violations.map(({ property }) => property).sort()).toEqual([...timeline.violates].sort());
    expect(await run(timeline, timeline.implementation)).toEqual(outcome);
  });

  test('breaks nothing with the reference', async () => {
    expect((await run(timeline, 'reference')).violations).toEqual([]);
  });
});
