import { expect, test } from 'vitest';
import { programScenario } from '../testing/programs/program-scenario.ts';
import {
  fibonacci,
  fileSystem,
  latchedSigma,
  peterson,
  sigma,
  tryLockPhilosophers,
} from '../testing/programs/published-programs.ts';
import {
  lastZero,
  lostUpdates,
  mutex,
  philosophers,
  type TraceProgram,
  writers,
} from '../testing/programs/trace-programs.ts';
import { jobsInThread } from './explore.ts';
import { DEFAULT_OPTIONS } from './explore-options.ts';
import type { JobFindings } from './job-findings.ts';

/** The proof of a program's only workload that may take this many steps. */
async function proofOf(program: TraceProgram, proofStepsMax: number): Promise<JobFindings> {
  const options = { ...DEFAULT_OPTIONS, schedulesMax: 1, proofStepsMax, smallWorkloads: 0 };
  return jobsInThread(programScenario(program), 'gated', options)(1);
}

const PROGRAMS: readonly TraceProgram[] = [
  lastZero(7),
  philosophers(4),
  mutex(4),
  lostUpdates(3),
  sigma(4),
  latchedSigma(4),
  fibonacci(2),
  fileSystem(16),
  peterson,
  tryLockPhilosophers,
];

test.each(PROGRAMS)('a proof of $name that has just as many steps as it takes is not given up', async (program) => {
  const whole = await proofOf(program, 1_000_000);
  expect(whole).toMatchObject({ isProof: true, isExhausted: true, executions: program.traces });
  expect(await proofOf(program, whole.steps)).toMatchObject({ isExhausted: true, executions: program.traces });
});

test('a proof that would take a thousand times its steps is given up at once', async () => {
  const { isExhausted, steps } = await proofOf(writers(9), 3_000);
  expect([isExhausted, steps < 300]).toEqual([false, true]);
});
