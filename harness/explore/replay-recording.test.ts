import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import type { ReplayOutcome } from '../run/replay.ts';
import type { Counterexample } from '../scenario/verdict.ts';
import type { ReplayFile } from './replay-file.ts';
import { inputOf, judgeRecording, type RecordingVerdict } from './replay-recording.ts';

const FILE: ReplayFile = {
  format: 1,
  engine: ENGINE_VERSION,
  scenario: './counters.mjs',
  implementation: 'torn',
  property: 'counts',
  workload: null,
  faults: null,
  randomSeed: 7,
  limits: DEFAULT_LIMITS,
  schedule: [],
  accepted: 'accepted',
  expect: { message: 'x is 1', traceHash: 'recorded', timeline: [] },
};
const FOLLOWED: ReplayOutcome = {
  events: [],
  violations: [],
  ending: 'quiescent',
  steps: 3,
  traceHash: 'another',
  followed: 0,
  missed: [],
  leaks: [],
  startAt: 0,
};
const BROKEN: ReplayOutcome = {
  ...FOLLOWED,
  violations: [{ property: 'counts', evidence: { message: 'x is 1' } }],
};
const MISSED = [{ step: 1, departure: { insteadOf: 'a#1', run: 'b#1' } }];
const FOUND = { schedule: [], message: 'x is 1' } as unknown as Counterexample;

/** `near`: whether one of the executions nearby breaks it, and what comes of that one apart. */
function judge(first: ReplayOutcome, nearMax = 0, near: ReplayOutcome | null = null): Promise<RecordingVerdict> {
  return judgeRecording(FILE, inputOf(FILE, 'torn'), first, nearMax, {
    near: async () => ({ executions: 5, counterexample: near === null ? null : FOUND }),
    apart: async () => near ?? FOLLOWED,
  });
}

test.each<[string, ReplayOutcome, string]>([
  ['a schedule that is followed and breaks nothing', FOLLOWED, 'holds'],
  ['one that ends in a deadlock, which breaks another property', { ...FOLLOWED, ending: 'deadlock' }, 'holds'],
  ['one that breaks the property', BROKEN, 'violated'],
  ['one that breaks another', { ...BROKEN, violations: [{ property: 'x', evidence: { message: '' } }] }, 'holds'],
  ['one that a bound ends', { ...FOLLOWED, ending: 'stepsMax' }, 'unknown'],
  ['one that something escaped in', { ...BROKEN, leaks: ['ERR'] }, 'unknown'],
  ['one that could not be followed', { ...FOLLOWED, missed: MISSED }, 'unknown'],
  ['one that goes as it was accepted', { ...FOLLOWED, missed: MISSED, traceHash: 'accepted' }, 'holds'],
])('%s', async (_, first, verdict) => {
  expect((await judge(first)).verdict).toBe(verdict);
});

test('near one that breaks nothing others are looked at; what they show must come about apart from them', async () => {
  expect(await judge(FOLLOWED, 10)).toMatchObject({ verdict: 'holds', searched: 5 });
  expect(await judge({ ...FOLLOWED, missed: MISSED }, 10)).toMatchObject({ verdict: 'unknown', searched: 5 });
  expect(await judge(FOLLOWED, 10, BROKEN)).toMatchObject({
    verdict: 'violated',
    shown: BROKEN,
    counterexample: FOUND,
  });
  expect(await judge(FOLLOWED, 10, FOLLOWED)).toMatchObject({ verdict: 'unknown', counterexample: null });
  for (const first of [BROKEN, { ...FOLLOWED, traceHash: 'accepted' }]) {
    expect(await judge(first, 10)).toMatchObject({ shown: first, searched: 0 });
  }
});
