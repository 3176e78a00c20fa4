import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explore, type ReplayOutcome, replay } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND, foundIn, violatedOf } from '../../harness/testing/violated-of.ts';
import { expectHolds } from '../../harness/vitest.ts';
import { scenario } from './scenario.ts';
import { only } from './staged-run.ts';

const [ANSWERS, BEFORE, CHANGES] = ['live-answers', 'before-list', 'provider-changes'].map(overwrite);
const [FAILS, FAILS_STRICT] = ['fetch-fails', 'fetch-fails-strict'].map(overwrite);
const [OVERLAP, STALE_STRICT] = ['overlapping-fetches', 'stale-cache-strict'].map(overwrite);
const [PICK, OTHERS] = ['user-pick-wins', 'other-sessions-untouched'];
const [DISPLAY, WRONG, PREVIOUS] = [
  'display-converges',
  'no-wrong-model-shown',
  'pending-display-not-previous-session',
];
const [PENDING, GONE] = ['pending-released', 'gone-model-signalled'];
const [LIST, POSSIBLE, NEEDLESS] = ['live-list-is-shown', 'pick-is-possible', 'no-needless-save'];
const EDITOR = 'editor-keeps-its-model';

function overwrite(condition: string): string {
  return `no-overwrite-${condition}`;
}

const OF_1174 = [FAILS_STRICT, OVERLAP, STALE_STRICT, PICK, DISPLAY, WRONG, PENDING, GONE, PREVIOUS];

const BROKEN: Readonly<Record<string, readonly (string | undefined)[]>> = {
  original: [ANSWERS, BEFORE, FAILS, FAILS_STRICT, CHANGES, OVERLAP, STALE_STRICT, PICK, DISPLAY, WRONG],
  'pr-1173': [
    ...[BEFORE, FAILS_STRICT, CHANGES, OVERLAP, STALE_STRICT, PICK, OTHERS, DISPLAY, WRONG, PENDING, GONE],
    ...[NEEDLESS, EDITOR],
  ],
  'pr-1174': [BEFORE, CHANGES, ...OF_1174],
  'pr-1174-counter': [BEFORE, CHANGES, ...OF_1174],
  'pr-1174-session-provider': OF_1174,
  'inject-option': [PICK, DISPLAY, WRONG, GONE],
};

/** What a baseline does not even begin to do, it never puts to the test: beside this it holds nothing that matters. */
const BASELINES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'do-nothing': [DISPLAY, LIST],
  'refuse-everything': [DISPLAY, LIST, 'no-actor-threw'],
  'abort-everything': [PICK, DISPLAY, GONE, LIST],
};

test.each(Object.entries(BASELINES))('the baseline %s breaks exactly %j', async (implementation, broken) => {
  const { violated } = await foundIn(scenario, implementation, inOrder(broken), { schedulesMax: 900 });
  expect(violated).toEqual(broken);
});

test('the tables name every implementation but the reference', () => {
  expect([...Object.keys(BROKEN), ...Object.keys(BASELINES), 'reference'].sort()).toEqual(
    Object.keys(scenario.implementations).sort(),
  );
});

/** They never wait for a list, so that they release the note of it, which they do not keep, proves nothing. */
const NEVER_WAIT = ['original', 'inject-option'];

// Rarely NEEDLESS too: a user goes to the session that is in view, whose model is gone, and the fallback is saved again.
test.each(Object.entries(BROKEN))('%s breaks exactly %j', async (implementation, broken) => {
  const expected = inOrder(broken);
  const { violated, unknown } = await foundIn(scenario, implementation, expected, { schedulesMax: 600, seed: 2 });
  expect(violated.filter((property) => property !== NEEDLESS || broken.includes(NEEDLESS))).toEqual(expected);
  expect(unknown).toEqual(NEVER_WAIT.includes(implementation) ? [PENDING] : []);
});

/** In the order in which the scenario declares them. */
function inOrder(names: readonly (string | undefined)[]): string[] {
  return scenario.properties.map(({ name }) => name).filter((name) => names.includes(name));
}

test('the reference holds every property over 1,000 executions', async () => {
  const report = await expectHolds(scenario, 'reference', { schedulesMax: 1_000, seed: 2 });
  expect(report.executions).toBe(1_000);
  // Each that says when it is put to the test is, by some executions and not by all.
  expect(report.verdicts.filter(({ exercised, executions }) => exercised === executions)).toEqual([]);
});

async function brokenOn(example: string, implementation: string): Promise<string[]> {
  const report = await explore(only(example), implementation, { schedulesMax: 200 }, AS_FOUND);
  return violatedOf(report.verdicts);
}

test.each([
  ['live-list-answers', 'original', true, ANSWERS],
  ['live-list-answers', 'pr-1173', false, ANSWERS],
  ['live-list-answers', 'pr-1174', false, ANSWERS],
  ['live-list-fails', 'original', true, FAILS],
  ['live-list-fails', 'pr-1174', false, FAILS],
  ['two-fetches-one-fails', 'pr-1174', true, OVERLAP],
  ['two-fetches-one-fails', 'pr-1174-counter', false, OVERLAP],
  ['profile-editor-has-the-list', 'pr-1174-counter', true, OVERLAP],
  ['live-list-is-empty', 'original', true, FAILS],
  ['session-switched-while-pending', 'pr-1173', true, OTHERS],
  ['model-gone', 'original', false, GONE],
  ['model-gone', 'pr-1174', true, GONE],
  ['model-in-the-static-list', 'pr-1174', true, PENDING],
] as const)('on %s alone %s breaks %s: %s', async (example, implementation, isBroken, property) => {
  expect((await brokenOn(example, implementation)).includes(property ?? '')).toBe(isBroken);
});

test.each([
  ['live-list-answers', [ANSWERS, BEFORE, LIST]],
  ['live-list-fails', [BEFORE, FAILS, FAILS_STRICT, PENDING]],
  ['provider-changes-while-fetching', [ANSWERS, BEFORE, CHANGES, LIST]],
  ['two-fetches-one-fails', [BEFORE, FAILS, FAILS_STRICT, OVERLAP, PENDING, LIST]],
  ['kept-list-lacks-the-model', [OVERLAP, 'no-overwrite-stale-cache', STALE_STRICT, OTHERS, PREVIOUS, LIST]],
  ['user-picks-while-pending', [PICK, LIST, POSSIBLE]],
  ['model-gone', [GONE, LIST]],
])('%s puts to the test no other of those that can be missed than %j', async (example, tested) => {
  const { verdicts } = await explore(only(example), 'reference', { schedulesMax: 100 }, AS_FOUND);
  expect(verdicts.flatMap(({ property, exercised }) => (exercised ? [property] : []))).toEqual(tested);
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown');
  expect(unknown).toEqual(verdicts.filter(({ exercised }) => exercised === 0));
});

test('where the list hangs but the model is in the static list, the pending flag is all that #1174 gets wrong', async () => {
  expect(await brokenOn('model-in-the-static-list', 'pr-1174')).toEqual([PENDING]);
});

const TIMELINES = new URL('./timelines/', import.meta.url);

function load(name: string): IssueTimeline {
  return parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);
}

function follow(
  { workload, faults, schedule, startAt }: IssueTimeline,
  implementation: string,
): Promise<ReplayOutcome> {
  const limits = limitsOf(scenario, {});
  return replay(scenario, { implementation, workload, faults, schedule, startAt, randomSeed: 1, limits });
}

function logsOf(outcome: ReplayOutcome): string[] {
  return outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
}

describe.each(readdirSync(TIMELINES))('timeline %s', (name) => {
  const timeline = load(name);

  test('plays the report line by line, breaks the properties that it names and no other', async () => {
    const outcome = await follow(timeline, timeline.implementation);
    const log = logsOf(outcome).join('\n');
    for (const text of timeline.logs) expect(log).toContain(text);
    expect(notAsReported(timeline, outcome)).toEqual([]);
    expect(outcome.ending).toBe('quiescent');
    expect(outcome.violations.map(({ property }) => property).sort()).toEqual([...timeline.violates].sort());
  });

  test('replays byte for byte', async () => {
    const first = await follow(timeline, timeline.implementation);
    expect(await follow(timeline, timeline.implementation)).toEqual(first);
  });

  test('breaks nothing with the reference', async () => {
    expect((await follow(timeline, 'reference')).violations).toEqual([]);
  });
});

test('the root cause happens in the order of the report: deferral over, first model saved, list there', async () => {
  const timeline = load('1169-root-cause.json');
  const log = logsOf(await follow(timeline, 'original'));
  const steps = [
    'session s1 opened',
    'fetching live models',
    'POST /api/session/update',
    'server: wrote s1',
    'live models of',
  ];
  const found = steps.map((step) => log.findIndex((line) => line.startsWith(step)));
  expect(found).not.toContain(-1);
  expect(found).toEqual([...found].sort((a, b) => a - b));
});
