import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../harness/engine/limits.ts';
import { type Example, explore, type ReplayOutcome, replay } from '../../harness/index.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../harness/scenario/issue-timeline.ts';
import { notAsReported } from '../../harness/testing/not-as-reported.ts';
import { AS_FOUND, brokenWith, foundIn } from '../../harness/testing/violated-of.ts';
import { expectHolds, expectViolates } from '../../harness/vitest.ts';
import { scenario } from './scenario.ts';
import { truthTableText } from './truth-table-text.ts';
import { EXAMPLES, type Faults, type Workload } from './workloads.ts';

/** What every implementation with the pid file breaks, by a long hold and by a kill. */
const OF_LONG_HOLDS = ['hold-bounded', 'probe-waits-bounded', 'probe-delivered'];
/** A dead lock refuses runs; half a line of a killed probe makes the next acknowledged one unreadable at once. */
const OF_THE_PID_FILE = ['one-holder', 'no-lost-entry', 'run-is-answered', 'saved-when-acknowledged'];

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'hold-across-rotation': ['lock-timeout-burns-no-candidate', 'no-timeout-rotation-under-one-hold'],
  'timeout-terminal': ['fallback-on-timeout'],
  'suggested-snippet': ['fallback-on-timeout', 'lock-timeout-burns-no-candidate', 'no-timeout-rotation-under-one-hold'],
  'hold-per-attempt': ['lock-timeout-burns-no-candidate'],
  'release-between': ['lock-timeout-burns-no-candidate'],
  'lease-30s': ['lock-timeout-burns-no-candidate', 'no-timeout-rotation-under-one-hold'],
  'lease-30s-fenced': [
    'lock-timeout-burns-no-candidate',
    'no-timeout-rotation-under-one-hold',
    'long-run-succeeds',
    'compaction-is-kept',
  ],
};

for (const [implementation, own] of Object.entries(BROKEN)) {
  test(`${implementation} breaks exactly: ${own.join(', ')}, and what long holds and the pid file break`, async () => {
    const broken = [...own, ...OF_LONG_HOLDS, ...OF_THE_PID_FILE, 'lock-freed-after-kill'].sort();
    expect(await brokenWith(scenario, implementation, broken, { schedulesMax: 300 })).toEqual(broken);
  });
}

test('whoever gives up after 5 s has not freed a dead lock: who comes later is refused too, and all breaks as with the fix in words', async () => {
  const broken = ['fallback-on-timeout', ...OF_LONG_HOLDS, ...OF_THE_PID_FILE, 'lock-freed-after-kill'];
  const { verdicts } = await expectViolates(scenario, 'terminal-and-acquire-timeout', broken, { schedulesMax: 600 });
  const freed = verdicts.find(({ property }) => property === 'lock-freed-after-kill');
  // Nobody waits 10 s: the one who is refused goes on with the wait of one who was refused before.
  expect(freed?.counterexample?.message).toMatch(/ was refused [\d,]+ ms after .* had wanted the lock of s1/);
});

const BASELINES: Readonly<Record<string, readonly string[]>> = {
  'do-nothing': [
    'no-lost-entry',
    'long-run-succeeds',
    'probe-delivered',
    'run-is-answered',
    'answer-is-the-models',
    'saved-when-acknowledged',
    'no-lost-answer',
  ],
  'refuse-everything': ['long-run-succeeds', 'probe-delivered', 'run-is-answered'],
  // Its request of the model is on its way as the run ends.
  'abort-everything': ['long-run-succeeds', 'run-is-answered', 'no-needless-call'],
};

for (const [implementation, broken] of Object.entries(BASELINES)) {
  test(`the baseline ${implementation} breaks exactly: ${broken.join(', ')}`, async () => {
    const { violated } = await foundIn(scenario, implementation, broken, { schedulesMax: 400 });
    expect(violated).toEqual(broken);
  });
}

test('TRUTH-TABLE.md is what npm run truth-table prints', () => {
  expect(readFileSync(new URL('./TRUTH-TABLE.md', import.meta.url), 'utf8')).toBe(truthTableText());
});

test('the reference holds every property over 1,000 executions', async () => {
  const report = await expectHolds(scenario, 'reference', { schedulesMax: 1_000 });
  expect(report.executions).toBe(1_000);
  // Each that says when it is put to the test is, by some executions and not by all.
  expect(report.verdicts.filter(({ exercised, executions }) => exercised === executions)).toEqual([]);
});

const OF_TIMEOUTS = ['fallback-on-timeout', 'no-timeout-rotation-under-one-hold'];

test.each([
  ['first-times-out', ['lock-freed-after-kill', 'rate-limit-still-rotates', 'long-run-succeeds']],
  ['slow-rate-limits', ['lock-freed-after-kill', ...OF_TIMEOUTS, 'long-run-succeeds']],
  ['healthy-long-run', ['lock-freed-after-kill', ...OF_TIMEOUTS, 'rate-limit-still-rotates']],
  ['holder-killed', ['hold-bounded', ...OF_TIMEOUTS, 'rate-limit-still-rotates']],
])('%s does not put to the test: %j', async (name, untested) => {
  const example = EXAMPLES[name] as Example<Workload, Faults>;
  const only = { ...scenario, examples: { [name]: example } };
  // The first fifty executions are those of the example; generated workloads come after them.
  const { verdicts } = await explore(only, 'reference', { schedulesMax: 50 }, AS_FOUND);
  const vacuous = verdicts.filter(({ how }) => how.kind === 'vacuous').map(({ property }) => property);
  expect(vacuous).toEqual([...untested, 'compaction-is-kept']);
});

const timeline = parseIssueTimeline(
  readFileSync(new URL('./timelines/outage-2026-04-06.json', import.meta.url), 'utf8'),
  'outage-2026-04-06.json',
);

test('the outage plays the report line by line, and breaks what it tells', async () => {
  const outcome = await replayTimeline(timeline, timeline.implementation);
  expect(brokenIn(outcome)).toEqual([...timeline.violates].sort());
  expect(notAsReported(timeline, outcome)).toEqual([]);
  const printed = logsOf(outcome);
  for (const text of timeline.logs) expect(printed.some((line) => line.includes(text))).toBe(true);
});

test('in the outage a CLI command is refused on three attempts while pid 396 holds the lock for 20 minutes', async () => {
  const outcome = await replayTimeline(timeline, 'hold-across-rotation');
  const refused = logsOf(outcome).filter((line) => line === 's1 cli-1: session file locked (timeout 10000ms)');
  expect(refused).toHaveLength(3);
  const held = outcome.violations.find(({ property }) => property === 'hold-bounded');
  expect(held?.evidence.message).toMatch(/\(pid 396\) held the lock of s\d for 1,200,000 ms/);
});

test('the outage replays byte for byte', async () => {
  const [first, second] = [await replayTimeline(timeline), await replayTimeline(timeline)];
  expect(second).toEqual(first);
});

test('the reference holds on the schedule of the outage and still tries all candidates', async () => {
  const outcome = await replayTimeline(timeline, 'reference');
  expect(brokenIn(outcome)).toEqual([]);
  expect(logsOf(outcome).filter((line) => line.startsWith('embedded run timeout'))).toHaveLength(12);
});

test('a timeout during compaction asks nobody else: the run ends with its answer, and the summary is saved when it is there', async () => {
  const { workload, faults } = EXAMPLES['timeout-during-compaction'] as Example<Workload, Faults>;
  for (const implementation of ['reference', 'hold-across-rotation', 'timeout-terminal', 'suggested-snippet']) {
    const { events, violations } = await run(implementation, workload, faults);
    const asked = events.filter(({ phase, text }) => phase === 'effect' && text.endsWith('POST http:copilot'));
    expect(asked, implementation).toHaveLength(2);
    expect(events.map(({ text }) => text)).toContain(
      'embedded run timeout during compaction: s1 run-s1; it ends with its answer',
    );
    expect(violations.map(({ property }) => property)).toEqual(implementation === 'reference' ? [] : ['hold-bounded']);
  }
});

test('a counterexample replays to the same trace', async () => {
  const report = await explore(scenario, 'hold-per-attempt', { schedulesMax: 500 });
  const found = report.verdicts.find(({ property }) => property === 'one-holder')?.counterexample;
  if (found == null) throw new Error('one-holder was not violated');
  const outcome = await replay(scenario, { implementation: 'hold-per-attempt', limits: DEFAULT_LIMITS, ...found });
  expect(outcome.traceHash).toBe(found.traceHash);
  expect(brokenIn(outcome)).toContain('one-holder');
});

test('the upstream in msw handlers gives the traces and verdicts of the native one, in every example', async () => {
  // Not all of them, which takes long: neither form of an upstream knows who asks.
  for (const implementation of ['reference', 'hold-across-rotation', 'timeout-terminal']) {
    for (const [example, input] of Object.entries(EXAMPLES)) {
      const native = await run(implementation, input.workload, input.faults);
      const msw = await run(implementation, { ...input.workload, upstream: 'msw' }, input.faults);
      expect({ example, ...summaryOf(msw) }).toEqual({ example, ...summaryOf(native) });
    }
  }
});

test('the upstream in msw handlers gives the trace hash of the native one over a random walk', async () => {
  const options = { schedulesMax: 200, seed: 7 };
  const native = await explore(upstreamOf('native'), 'hold-per-attempt', options, AS_FOUND);
  const msw = await explore(upstreamOf('msw'), 'hold-per-attempt', options, AS_FOUND);
  expect(msw.traceHash).toBe(native.traceHash);
  expect(msw.verdicts.map(({ property, verdict }) => [property, verdict])).toEqual(
    native.verdicts.map(({ property, verdict }) => [property, verdict]),
  );
});

/** The scenario with every workload's upstream in this form. */
function upstreamOf(upstream: Workload['upstream']): typeof scenario {
  return {
    ...scenario,
    setup: (env, subject, workload, faults) =>
      scenario.setup(env, subject, { ...(workload as Workload), upstream }, faults),
  };
}

function run(implementation: string, workload: Workload, faults: Faults): Promise<ReplayOutcome> {
  return replay(scenario, { implementation, workload, faults, schedule: [], randomSeed: 1, limits: DEFAULT_LIMITS });
}

function replayTimeline(
  { workload, faults, schedule, startAt, implementation: flawed }: IssueTimeline,
  implementation: string = flawed,
): Promise<ReplayOutcome> {
  const input = { implementation, workload, faults, schedule, startAt, randomSeed: 1, limits: DEFAULT_LIMITS };
  return replay(scenario, input);
}

function brokenIn(outcome: ReplayOutcome): string[] {
  return outcome.violations.map(({ property }) => property).sort();
}

function logsOf(outcome: ReplayOutcome): string[] {
  return outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
}

function summaryOf(outcome: ReplayOutcome): { hash: string; broken: string[]; ending: string } {
  return { hash: outcome.traceHash, broken: brokenIn(outcome), ending: outcome.ending };
}
