import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore, type ReplayOutcome, replay, type Scenario } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { limitsOf } from '../../harness/scenario/lookup.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND, brokenWith, violatedOf } from '../../harness/testing/violated-of.ts';
import { expectHolds } from '../../harness/vitest.ts';
import { scenario } from './scenario.ts';

/** Requests are lost, get no answer, run on another config, or are refused. */
const [LOST, UNANSWERED] = ['provider-always-defined', 'accepted-is-answered'];
const [OTHER, REFUSED] = ['original-model', 'no-spurious-refusal'];
/** The gateway stays closed, a reload never ends, later reloads neither. */
const [CLOSED, ENDLESS, BLOCKED] = ['accepting-restored', 'reload-terminates', 'hung-load-blocks-nobody'];
/** The registry is not the config of the last reload, not one config, or none after a failed load. */
const [OLD, TORN, NONE] = ['freshest-config', 'whole-registry', 'failed-load-keeps-old'];
/** A reload fails for no reason, or says that it has done what it has not. */
const UNDONE = 'reload-is-done';

const CLEARED_FIRST = [LOST, UNANSWERED, OTHER, REFUSED, CLOSED, ENDLESS, OLD, UNDONE, TORN, NONE];

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'clear-then-load': CLEARED_FIRST,
  'load-then-clear': [LOST, UNANSWERED, OTHER, ENDLESS, OLD],
  'array-item-by-item': CLEARED_FIRST,
  'drain-promise-all': CLEARED_FIRST,
  'drain-late-registration': CLEARED_FIRST,
  'drain-all-settled': CLEARED_FIRST,
  'drain-timeout': [LOST, UNANSWERED, OTHER, REFUSED, CLOSED, ENDLESS, OLD],
  'reload-lock': [LOST, UNANSWERED, OTHER, ENDLESS, BLOCKED],
  'drain-and-lock': [REFUSED, CLOSED, ENDLESS, TORN, NONE, BLOCKED],
  'blue-green-late-lookup': [LOST, UNANSWERED, OTHER, ENDLESS, OLD],
  'blue-green-pinned': [ENDLESS, OLD],
  'blue-green-late-lookup-and-lock': [LOST, UNANSWERED, OTHER, ENDLESS, BLOCKED],
  'blue-green-pinned-and-lock': [ENDLESS, BLOCKED],
  'client-retry': CLEARED_FIRST,
  'health-gate': CLEARED_FIRST,
  'maintenance-window': [LOST, UNANSWERED, REFUSED, CLOSED, ENDLESS, NONE],
  'abort-everything': [LOST, UNANSWERED, OTHER, ENDLESS, OLD],
  'reference-without-tracking': [LOST, UNANSWERED],
  'reference-without-reload-lock': [OLD, UNDONE],
  'reference-without-drain': [LOST, UNANSWERED],
  'reference-without-copy-on-write': [OTHER],
  'reference-without-validation': [],
  'reference-without-health': [],
};

/** Those under which a part of the properties is never put to the test. */
const IDLE: Readonly<Record<string, readonly string[]>> = {
  'do-nothing': [OLD, UNDONE],
  'refuse-everything': [REFUSED, CLOSED, UNDONE],
};

test('the tables name every implementation but the reference', () => {
  expect([...Object.keys(BROKEN), ...Object.keys(IDLE), 'reference'].sort()).toEqual(
    Object.keys(scenario.implementations).sort(),
  );
});

test.each(Object.entries(BROKEN))('%s breaks exactly %j', async (implementation, broken) => {
  expect(await brokenWith(scenario, implementation, broken, { schedulesMax: 400 })).toEqual([...broken].sort());
});

test.each(Object.entries(IDLE))('%s breaks exactly %j', async (implementation, broken) => {
  const { verdicts } = await explore(scenario, implementation, { schedulesMax: 400 }, AS_FOUND);
  const found = violatedOf(verdicts);
  expect(found.sort()).toEqual([...broken].sort());
});

test('the reference holds every property over 1,000 executions', async () => {
  const report = await expectHolds(scenario, 'reference', { schedulesMax: 1_000, seed: 2 });
  expect(report.executions).toBe(1_000);
  // Each that says when it is put to the test is, by some executions and not by all.
  expect(report.verdicts.filter(({ exercised, executions }) => exercised === executions)).toEqual([]);
});

/** The scenario with one example and no generated workloads. */
function only(name: string): Scenario {
  const example = scenario.examples[name];
  if (example === undefined) throw new Error(`no example ${name}`);
  const { workload, faults } = example;
  return { ...scenario, examples: { [name]: example }, workload: fc.constant(workload), faults: fc.constant(faults) };
}

async function brokenOn(example: string, implementation: string): Promise<string[]> {
  const report = await explore(only(example), implementation, { schedulesMax: 100 }, AS_FOUND);
  return violatedOf(report.verdicts);
}

// Where no load hangs, these tell the drains with a limit from those without.
test.each(['drain-promise-all', 'drain-late-registration', 'drain-all-settled', 'drain-and-lock'])(
  'a hung request keeps %s waiting, and closed, for ever',
  async (implementation) => {
    expect(await brokenOn('request-hangs', implementation)).toEqual(expect.arrayContaining([CLOSED, ENDLESS]));
  },
);

test.each(['drain-timeout', 'load-then-clear', 'reload-lock', 'blue-green-pinned', 'maintenance-window'])(
  'a hung request keeps no reload of %s from ending',
  async (implementation) => {
    const broken = await brokenOn('request-hangs', implementation);
    expect(broken).not.toContain(ENDLESS);
    expect(broken).not.toContain(CLOSED);
  },
);

test.each([
  ['drain-promise-all', true],
  ['drain-and-lock', true],
  ['drain-all-settled', false],
  ['drain-timeout', false],
])('after a request that fails, %s stays closed: %s', async (implementation, staysClosed) => {
  expect((await brokenOn('request-fails', implementation)).includes(CLOSED)).toBe(staysClosed);
});

test.each([
  ['two-reloads', false],
  ['three-reloads', true],
])('on %s, requests lose their provider in spite of the printed drain: %s', async (example, isLost) => {
  expect((await brokenOn(example, 'drain-promise-all')).includes(LOST)).toBe(isLost);
});

test.each([
  // Without an edit no config is older than another.
  ['five-reloads', [OTHER, OLD, NONE, BLOCKED]],
  ['load-fails', [OLD, BLOCKED]],
  ['load-hangs-before-another', [OLD, NONE]],
  ['request-hangs', [OLD, NONE, BLOCKED]],
])('%s does not put to the test: %j', async (example, untested) => {
  const { verdicts } = await explore(only(example), 'reference', { schedulesMax: 100 }, AS_FOUND);
  expect(verdicts.filter(({ how }) => how.kind === 'vacuous').map(({ property }) => property)).toEqual(untested);
});

const TIMELINES = new URL('./timelines/', import.meta.url);

function load(name: string): IssueTimeline {
  return parseIssueTimeline(readFileSync(new URL(name, TIMELINES), 'utf8'), name);
}

function follow(timeline: IssueTimeline, implementation: string): Promise<ReplayOutcome> {
  const { workload, faults, schedule, startAt } = timeline;
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
    const [first, again] = [
      await follow(timeline, timeline.implementation),
      await follow(timeline, timeline.implementation),
    ];
    expect(again).toEqual(first);
  });

  test('breaks nothing with the reference', async () => {
    expect((await follow(timeline, 'reference')).violations).toEqual([]);
  });
});

test('T0 to T5 happen in the order of the report', async () => {
  const timeline = load('t0-t5-reset-during-request.json');
  const log = logsOf(await follow(timeline, 'clear-then-load'));
  expect(log.slice(0, 5)).toEqual([
    '[info] request client-1.1 accepted for claude-opus-4-6',
    '[info] model registry cleared',
    '[error] Model provider not found: claude-opus-4-6',
    "[error] TypeError: Cannot read property 'generate' of undefined",
    '[info] models of config version 2 loaded',
  ]);
});
