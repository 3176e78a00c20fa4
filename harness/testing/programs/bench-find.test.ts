import { expect, test } from 'vitest';
import { findWithFastCheck } from '../../../scripts/bench-find/fast-check-threads.ts';
import { formatCell, formatTable } from '../../../scripts/bench-find/table.ts';
import { PROGRAMS } from './programs.ts';
import { disjoint, mutex, philosophers } from './trace-programs.ts';

const OPTIONS = { seed: 1, executionsMax: 1_000 };

test.each(PROGRAMS)("fast-check's scheduler runs $name: it finds the bug too", async (program) => {
  expect(await findWithFastCheck(program, OPTIONS)).not.toBeNull();
});

test("under fast-check's scheduler a deadlock is a bug, and waiting for a lock is none", async () => {
  expect(await findWithFastCheck(philosophers(3), OPTIONS)).not.toBeNull();
  expect(await findWithFastCheck(mutex(4), OPTIONS)).toBeNull();
  expect(await findWithFastCheck(disjoint(3), OPTIONS)).toBeNull();
});

test('a mean that leaves out seeds without a bug is not printed', () => {
  expect(formatCell([1, 2], 10)).toBe('1.5');
  expect(formatCell([1, null], 10)).toBe('>10 (1/2)');
  expect(
    formatTable([
      ['a', 'long'],
      ['bcd', '1'],
    ]),
  ).toBe('a    long\nbcd     1');
});
