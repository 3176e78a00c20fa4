import fs from 'node:fs';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';

test('a file takes blocks of 4 KiB, counted in sectors of 512 bytes', async () => {
  const seen: number[] = [];
  const a = (): void => {
    for (const size of [0, 1, 4_096, 4_097]) {
      fs.writeFileSync('/f', 'x'.repeat(size));
      seen.push(fs.statSync('/f').blocks);
    }
  };
  await runOnce(trialOf({ a }));
  expect(seen).toEqual([0, 8, 8, 16]);
});
