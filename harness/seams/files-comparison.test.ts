import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runOnce } from '../explore/run-once.ts';
import { trial } from '../explore/trial.ts';
import { type FileCall, fileCalls, perform } from './files-comparison.ts';

const SEQUENCES = 400;
const realRoot = mkdtempSync(join(tmpdir(), 'raceline-'));
afterAll(() => rmSync(realRoot, { recursive: true, force: true }));

let count = 0;

async function performOnBoth(calls: readonly FileCall[]): Promise<{ real: unknown[]; simulated: unknown[] }> {
  // The same path on both: error messages contain it.
  const root = join(realRoot, String(count++));
  mkdirSync(root);
  const real = await perform(calls, root);
  let simulated: unknown[] = [];
  const { run } = await runOnce(
    trial((env) => {
      env.disk.mkdir(root);
      env.actor('a', env.process('p'), async () => {
        simulated = await perform(calls, root);
      });
    }),
  );
  expect(run.violations).toEqual([]);
  return { real, simulated };
}

test(`the simulated disk answers ${SEQUENCES} random sequences of calls as the real one does`, async () => {
  await fc.assert(
    fc.asyncProperty(fileCalls, async (calls) => {
      const { real, simulated } = await performOnBoth(calls);
      expect(simulated).toEqual(real);
    }),
    { numRuns: SEQUENCES, seed: 1 },
  );
});
