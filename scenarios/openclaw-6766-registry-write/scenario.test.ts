import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Example, explore, type ReplayOutcome, replay, type Scenario } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND, brokenWith, violatedOf } from '../../harness/testing/violated-of.ts';
import { tornWrites, WHOLE_WRITES } from '../../harness/testing/whole-writes.ts';
import { expectHolds } from '../../harness/vitest.ts';
import { examples } from './examples.ts';
import { scenario } from './scenario.ts';
import { NO_FAULTS, type Workload } from './workload.ts';

const [LOST, LOST_ACROSS] = ['no-lost-update', 'no-lost-update-across-processes'];
const [REFUSED, ZERO] = ['no-spurious-error', 'version-zero-guarded'];
/** No lock that lasts for one write decides between a user and a plugin: all but the reference break it. */
const INTENT = 'user-intent-wins';
const FIELD = 'no-field-lost';
/** Who writes what it read before the removal brings the model back. */
const BACK = 'removed-stays-removed';
/** The same of a session: a message that was on its way opens it again. */
const ENDED = 'ended-stays-ended';
/** Two who make an id of the same content make the same one. */
const SAME = 'generated-ids-differ';
const POWER = 'power-loss-parseable-and-keeps-acknowledged';
const TORN = 'reader-never-sees-torn';
/** What a writer that dies half-way does to the file that it writes in place. */
const KILLED = ['kill-leaves-parseable', 'kill-keeps-acknowledged'];
const HARMED = 'write-error-harms-nobody';
const IN_PLACE = [TORN, ...KILLED, HARMED, POWER];
/** Two writers in one file leave what neither of them wrote. */
const UNWRITTEN = 'acknowledged-is-there';
const NO_LOCK = [LOST, LOST_ACROSS, FIELD, BACK, ENDED, SAME, INTENT];

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'read-modify-write': [...NO_LOCK, ...IN_PLACE, UNWRITTEN],
  'in-process-lock': [LOST_ACROSS, INTENT, FIELD, BACK, ENDED, SAME, ...IN_PLACE, UNWRITTEN],
  'temp-and-rename': [...NO_LOCK, REFUSED, ...IN_PLACE, UNWRITTEN],
  'unique-temp-and-rename': [...NO_LOCK, POWER],
  'lock-and-temp': [LOST_ACROSS, INTENT, FIELD, BACK, ENDED, SAME, REFUSED, ...IN_PLACE, UNWRITTEN],
  'lock-and-unique-temp': [LOST_ACROSS, INTENT, FIELD, BACK, ENDED, SAME, POWER],
  'version-check': [...NO_LOCK, REFUSED, ZERO, ...IN_PLACE, UNWRITTEN],
  // REFUSED too, in about one of a hundred executions of CROWD: below.
  'version-check-and-retry': [...NO_LOCK, ZERO, ...IN_PLACE, UNWRITTEN],
  'lock-and-version-check': [LOST_ACROSS, INTENT, FIELD, BACK, ENDED, SAME, REFUSED, ZERO, ...IN_PLACE, UNWRITTEN],
  'lock-unique-temp-version': [LOST_ACROSS, INTENT, FIELD, BACK, ENDED, SAME, REFUSED, ZERO, POWER],
  'validate-before-write': [...NO_LOCK, REFUSED, ...IN_PLACE, UNWRITTEN],
  'reject-stale': [...NO_LOCK, REFUSED, ...IN_PLACE, UNWRITTEN],
  'flock-cli-only': [...NO_LOCK, ...IN_PLACE, UNWRITTEN],
  'sequential-caller': [...NO_LOCK, ...IN_PLACE, UNWRITTEN],
  'batch-add': [...NO_LOCK, ...IN_PLACE, UNWRITTEN],
  'proper-lockfile': [LOST_ACROSS, INTENT, REFUSED, ...IN_PLACE],
  // It does not look at how much was written, so a full disk cuts its file short.
  'write-file-atomic': [...NO_LOCK, POWER, TORN, HARMED],
  'abort-everything': [...NO_LOCK, REFUSED, POWER],
  'reference-without-write-locks': NO_LOCK,
  'reference-without-atomic-writes': IN_PLACE,
  'reference-without-version-tracking': [],
  'reference-without-health-monitoring': [],
  'reference-without-auto-recovery': [REFUSED],
};

/** What is met too, if one explores for long enough: nobody waits for it here. */
const RARELY_BROKEN: Readonly<Record<string, readonly string[]>> = {
  // Two finders of a stale lock may write what neither is acknowledged for.
  'proper-lockfile': [UNWRITTEN],
};

/** Those under which a part of the properties is never put to the test. */
const IDLE: Readonly<Record<string, readonly string[]>> = {
  // What is made of nothing has no id.
  'do-nothing': [...NO_LOCK.filter((property) => property !== SAME), UNWRITTEN, 'kill-keeps-acknowledged'],
  'refuse-everything': [REFUSED],
};

test('the tables name every implementation but the reference', () => {
  expect([...Object.keys(BROKEN), ...Object.keys(IDLE), 'reference'].sort()).toEqual(
    Object.keys(scenario.implementations).sort(),
  );
});

const CROWD = 'twenty-five-writers';
/** An execution of 25 writers takes as long as ten others, and shows what others do not of those who try again only. */
const FEW: Scenario = {
  ...scenario,
  examples: Object.fromEntries(Object.entries(scenario.examples).filter(([name]) => name !== CROWD)),
};
const EXAMPLES = Object.keys(FEW.examples).length;
// Registry files here have a few hundred bytes, which no kernel tears: nothing of this rests on that, for each write is made in one piece.
test.each(Object.entries(BROKEN))('%s breaks exactly %j', async (implementation, broken) => {
  const found = await brokenWith(FEW, implementation, broken, {
    schedulesMax: 40 * EXAMPLES,
    strategy: WHOLE_WRITES,
  });
  const often = found.filter((property) => RARELY_BROKEN[implementation]?.includes(property) !== true);
  expect(often).toEqual([...broken].sort());
});

test.each(Object.entries(IDLE))('%s breaks exactly %j', async (implementation, broken) => {
  expect((await brokenOn(scenario, implementation, 800)).sort()).toEqual([...broken].sort());
});

/** The scenario with this workload and no other. */
function only(name: string, { workload, faults }: Example<unknown, unknown>): Scenario {
  return {
    ...scenario,
    examples: { [name]: { workload, faults } },
    workload: fc.constant(workload),
    faults: fc.constant(faults),
  };
}

async function brokenOn(explored: Scenario, implementation: string, schedulesMax: number): Promise<string[]> {
  const report = await explore(explored, implementation, { schedulesMax }, AS_FOUND);
  return violatedOf(report.verdicts);
}

test.each([
  ['ten-commands', [LOST_ACROSS, REFUSED]],
  ['provider-edit-and-rotation', [LOST, REFUSED, ZERO, FIELD]],
  ['user-disables-plugin-enables', [LOST, REFUSED, ZERO, INTENT]],
  ['session-ends-while-messages-come', [LOST_ACROSS, REFUSED, ZERO, ENDED]],
  ['kill-during-an-update', [LOST_ACROSS, TORN, REFUSED, ZERO, ...KILLED]],
  ['power-loss-ext4-ordered', [REFUSED, ZERO, POWER]],
  ['disk-full', [LOST_ACROSS, TORN, REFUSED, ZERO, HARMED]],
])('%s puts to the test no other of those that can be missed than %j', async (name, tested) => {
  const explored = only(name, examples[name] as Example<unknown, unknown>);
  const { verdicts } = await explore(explored, 'reference', { schedulesMax: 50 }, AS_FOUND);
  expect(verdicts.flatMap(({ property, exercised }) => (exercised ? [property] : []))).toEqual(tested);
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown');
  expect(unknown).toEqual(verdicts.filter(({ exercised }) => exercised === 0));
});

test('an id that is a count is given twice under any lock once something was removed, and the id of the reference is not', async () => {
  const removeAndAdd: Workload = {
    models: ['default-model', 'alias-2'],
    version: 7,
    processes: [
      {
        kind: 'gateway',
        atMs: 0,
        withinMs: 20,
        tasks: [
          { kind: 'remove-model', id: 'default-model' },
          { kind: 'add-under-new-id', modelId: 'for-a-plugin' },
        ],
      },
    ],
    reads: 0,
  };
  const explored = only('', { workload: removeAndAdd, faults: NO_FAULTS });
  expect(await brokenOn(explored, 'in-process-lock', 30)).toEqual([SAME]);
  expect(await brokenOn(explored, 'reference', 30)).toEqual([]);
});

test.each(['user-disables-plugin-enables', 'user-enables-plugin-disables'])(
  '%s: no lock decides between a user and a plugin',
  async (name) => {
    const explored = only(name, examples[name] as Example<unknown, unknown>);
    expect(await brokenOn(explored, 'in-process-lock', 50)).toEqual([INTENT]);
  },
);

test.each(['write-file-atomic', 'temp-and-rename', 'read-modify-write'])(
  'what a full disk costs the users of %s is not blamed on a race',
  async (implementation) => {
    const broken = await brokenOn(
      only('disk-full', examples['disk-full'] as Example<unknown, unknown>),
      implementation,
      300,
    );
    expect(broken).toContain(HARMED);
    expect(broken).not.toContain(LOST_ACROSS);
  },
);

test('of 25 writers at once one runs out of its five tries, and none with the reference', async () => {
  const { examples } = scenario;
  const crowded = {
    ...only(CROWD, examples[CROWD] as Example<unknown, unknown>),
    properties: scenario.properties.filter(({ name }) => name === REFUSED),
  };
  expect(await brokenOn(crowded, 'version-check-and-retry', 50)).toEqual([REFUSED]);
  expect(await brokenOn(crowded, 'reference', 20)).toEqual([]);
});

test('the reference holds every property over 600 executions', async () => {
  const report = await expectHolds(scenario, 'reference', { schedulesMax: 600, seed: 3 });
  expect(report.executions).toBe(600);
  // Each that says when it is put to the test is, by some executions and not by all; nearly every workload has somebody who could be refused.
  const always = report.verdicts.filter(({ exercised, executions }) => exercised === executions);
  expect(always.filter(({ property }) => property !== REFUSED)).toEqual([]);
});

const TIMELINES = new URL('./timelines/', import.meta.url);

describe.each(readdirSync(TIMELINES))('timeline %s', (name) => {
  const timeline = parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);

  test('plays the report line by line, breaks the properties that it names and no other', async () => {
    const outcome = await run(timeline, timeline.implementation);
    const printed = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
    for (const text of timeline.logs)
      expect(
        printed.some((line) => line.includes(text)),
        text,
      ).toBe(true);
    expect(notAsReported(timeline, outcome)).toEqual([]);
    expect(outcome.violations.map(({ property }) => property)).toEqual(timeline.violates);
    expect(outcome.missed).toEqual([]);
    expect(tornWrites(outcome.events)).toEqual([]);
  });

  test('replays byte for byte', async () => {
    const [first, again] = [await run(timeline, timeline.implementation), await run(timeline, timeline.implementation)];
    expect(again).toEqual(first);
  });

  test('breaks nothing with the reference', async () => {
    expect((await run(timeline, 'reference')).violations).toEqual([]);
  });
});

test('an in-process lock is enough for the classic race and for cause 1, where all writers are in one process', async () => {
  for (const name of ['classic-race.json', 'cause-1-no-lock.json']) {
    const timeline = parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);
    expect((await run(timeline, 'in-process-lock')).violations).toEqual([]);
  }
});

function run(timeline: IssueTimeline, implementation: string): Promise<ReplayOutcome> {
  const { workload, faults, schedule, startAt } = timeline;
  const limits = limitsOf(scenario, {});
  return replay(scenario, { implementation, workload, faults, schedule, startAt, randomSeed: 1, limits });
}
