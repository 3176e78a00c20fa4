import type { Coverage, Exhausted } from '../scenario/coverage.ts';
import { GENERATED } from './generated-inputs.ts';
import { NO_WORKLOAD } from './job.ts';
import type { JobFindings } from './job-findings.ts';
import { talliesOf } from './tallies.ts';
import { mergeCounts, traceCoverage } from './trace-classes.ts';

/** What these jobs have covered together. */
export function coverageOf(jobs: readonly JobFindings[]): Coverage {
  const sampled = jobs.filter(({ isProof, executions }) => !isProof && executions > 0);
  const generated = sampled.filter(({ origin }) => origin === GENERATED).map(({ executions }) => executions);
  const examples = mergeCounts(
    sampled.filter(({ origin }) => origin !== GENERATED).map(({ origin, executions }) => ({ [origin]: executions })),
  );
  const each = [...generated, ...Object.values(examples)];
  return {
    executions: sum(each),
    workloads: each.length,
    examples,
    tallies: talliesOf(jobs),
    traces: traceCoverage(mergeCounts(sampled.map(({ classes }) => classes))),
    exhausted: exhaustedOf(jobs.filter(({ isProof, origin }) => isProof && origin !== NO_WORKLOAD)),
    // Not by Math.max(...): there may be millions of jobs, and that many arguments overflow the stack.
    actorsMax: sampled.reduce((most, job) => Math.max(most, job.actorsMax), 0),
    stepsMax: sampled.reduce((most, job) => Math.max(most, job.stepsMax), 0),
    executionsEach: each.reduce((least, executions) => Math.min(least, executions), each[0] ?? 0),
    isWarmed: jobs.some(({ isWarmed }) => isWarmed),
    hasDrawn: jobs.some(({ hasDrawn }) => hasDrawn),
    real: [...new Set(jobs.flatMap(({ real }) => real))].sort(),
    hasOwnTurns: jobs.some(({ hasOwnTurns }) => hasOwnTurns),
  };
}

function exhaustedOf(proofs: readonly JobFindings[]): Exhausted {
  const done = proofs.filter(({ isExhausted }) => isExhausted);
  const small = proofs.filter(({ size }) => size !== null);
  const sizes = small.map(({ size }) => size ?? 0);
  // Those of the largest size may not all be there: the list ends somewhere.
  const complete = sizes.filter((size) => size < Math.max(...sizes));
  const failed = small.filter(({ isExhausted }) => !isExhausted).map(({ size }) => size ?? 0);
  return {
    examples: done.filter(({ size }) => size === null).map(({ origin }) => origin),
    traces: sum(done.filter(({ size }) => size === null).map(({ executions, repeated }) => executions - repeated)),
    generated: done.filter(({ size }) => size !== null).length,
    upToSize: Math.min(Math.max(-1, ...complete), Math.min(Number.POSITIVE_INFINITY, ...failed) - 1),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
