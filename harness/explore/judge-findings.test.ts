import { expect, test } from 'vitest';
import type { How } from '../scenario/how.ts';
import { trialOf } from '../testing/trial.ts';
import { DEFAULT_OPTIONS } from './explore-options.ts';
import { type Circumstances, judgeFindings } from './judge-findings.ts';
import { mergeFindings } from './merge.ts';

/** What every verdict rests on, nothing having been executed. */
function basisOf(context: Pick<Circumstances, 'interruption' | 'jobsPlanned'>): How[] {
  const scenario = trialOf({ a: () => {} });
  const verdicts = judgeFindings(scenario, DEFAULT_OPTIONS, mergeFindings([]), { timeIsTheGoal: false, ...context });
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  return verdicts.map(({ how }) => how);
}

test.each([
  ['stuck', { kind: 'stuck', message: 'a step never returned', job: 0 }, { message: 'a step never returned' }],
  ['failed', { kind: 'failed', message: 'the thread ended', job: 0 }, { message: 'the thread ended' }],
  ['interrupted', { kind: 'interrupt' }, { executions: 0 }],
  ['bail', { kind: 'bail' }, { executions: 0 }],
  ['nothing-executed', null, {}],
] as const)('of an exploration that ended so nothing is known: %s', (kind, interruption, says) => {
  for (const how of basisOf({ interruption, jobsPlanned: 3 })) expect(how).toEqual({ kind, shard: null, ...says });
});

test('a shard that no job is left for says so', () => {
  for (const how of basisOf({ interruption: null, jobsPlanned: 0 }))
    expect(how).toEqual({ kind: 'no-jobs', shard: null });
});
