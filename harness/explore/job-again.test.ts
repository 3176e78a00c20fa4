import { expect, test } from 'vitest';
import { JOB } from '../testing/job-findings.ts';
import { isStillTheSame } from './job-again.ts';
import type { JobFindings } from './job-findings.ts';

const FOUND: JobFindings['violations'][number] = {
  property: 'p',
  message: 'request 371 of 400 is lost',
  first: 0,
  times: 2,
  execution: 0,
  choices: [0, 1],
  randomSeed: 1,
  traceHash: '0123456789abcdef',
};
const BEFORE: JobFindings = { ...JOB, violations: [FOUND] };

test('a job that is made again is the same if nothing but its texts differs', async () => {
  const isSame = (again: JobFindings): Promise<boolean> => isStillTheSame([BEFORE], () => Promise.resolve(again));
  expect(await isSame(BEFORE)).toBe(true);
  expect(await isSame({ ...BEFORE, violations: [{ ...FOUND, message: 'request 771 of 800 is lost' }] })).toBe(true);
  expect(await isSame({ ...BEFORE, violations: [{ ...FOUND, times: 1 }] })).toBe(false);
  expect(await isSame({ ...BEFORE, violations: [] })).toBe(false);
  expect(await isSame({ ...BEFORE, steps: 31 })).toBe(false);
});
