import { expect, test } from 'vitest';
import { EXHAUSTIVE } from '../strategies/exhaustive.ts';
import { JOB } from '../testing/job-findings.ts';
import { trialOf } from '../testing/trial.ts';
import { NO_WORKLOAD } from './job.ts';
import type { JobFindings } from './job-findings.ts';
import { judgeFindings } from './judge-findings.ts';
import { mergeFindings } from './merge.ts';

const PROOF: JobFindings = { ...JOB, isProof: true, isExhausted: true, repeated: 2, classes: {} };

test('what makes a proof worthless is said of the first job that it is true of, in the order of jobs', () => {
  const [a, b] = ['step 2 was another one', 'step 3 was another one'];
  const { unrepeatable, incomplete } = mergeFindings([
    { ...PROOF, index: 2, unrepeatable: b, incomplete: b },
    { ...PROOF, index: 0 },
    { ...PROOF, index: 1, unrepeatable: a, incomplete: a },
  ]);
  expect([unrepeatable, incomplete]).toEqual([a, a]);
  expect(mergeFindings([PROOF])).toMatchObject({ unrepeatable: null, incomplete: null });
});

test('covered whole are the examples whose every schedule was executed: no sampled ones, nor what has no workload', () => {
  const { coverage } = mergeFindings([
    { ...JOB, isExhausted: true, origin: 'sampled' },
    { ...PROOF, index: 1, origin: 'two' },
    { ...PROOF, index: 2, origin: 'three', isExhausted: false },
    { ...PROOF, index: 3, origin: NO_WORKLOAD },
  ]);
  expect(coverage.exhausted).toEqual({ examples: ['two'], traces: PROOF.executions - 2, generated: 0, upToSize: -1 });
  expect(coverage.examples).toEqual({ sampled: JOB.executions });
});

test('the first violation is at the execution that it has among those of all jobs, and each counts', () => {
  const found = { property: 'p', message: 'no', execution: 3, choices: [], randomSeed: 1, traceHash: '' };
  const { violations } = mergeFindings([
    { ...JOB, index: 2, violations: [{ ...found, first: 0, times: 5 }] },
    { ...JOB, index: 1, violations: [{ ...found, first: 3, times: 2 }] },
    { ...JOB, index: 0, executions: 50 },
  ]);
  const first = { execution: 54, origin: JOB.origin, strategy: JOB.strategy };
  expect(violations.get('p')).toMatchObject({ job: 1, times: 7, first });
});

test('one job that drew, kept something or had turns of its own is enough', () => {
  const quiet = { ...JOB, hasOwnTurns: false };
  const none = { hasDrawn: false, isWarmed: false, hasOwnTurns: false };
  expect(mergeFindings([quiet, { ...quiet, index: 1 }]).coverage).toMatchObject(none);
  for (const key of ['hasDrawn', 'isWarmed', 'hasOwnTurns'] as const) {
    const { coverage } = mergeFindings([quiet, { ...quiet, index: 1, [key]: true }]);
    expect(coverage).toMatchObject({ ...none, [key]: true });
  }
});

test('a proof that left something out proves nothing, and one that nothing was left out of does', () => {
  const options = { seed: 1, strategy: EXHAUSTIVE, schedulesMax: 10 };
  const context = { jobsPlanned: 1, interruption: null, timeIsTheGoal: false };
  const kinds = (job: JobFindings) =>
    judgeFindings(trialOf({ a: () => {} }), options, mergeFindings([job]), context).map(({ how }) => how.kind);
  const only = { ...PROOF, origin: 'only' };
  expect(new Set(kinds(only))).toEqual(new Set(['exhaustive']));
  expect(new Set(kinds({ ...only, incomplete: 'more than 3 prefixes' }))).toEqual(new Set(['incomplete']));
  expect(new Set(kinds({ ...only, unrepeatable: 'step 2 was another one' }))).toEqual(new Set(['doubt']));
  expect(new Set(kinds({ ...only, isExhausted: false }))).toEqual(new Set(['schedules-budget']));
});
