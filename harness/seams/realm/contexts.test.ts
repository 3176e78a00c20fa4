import vm from 'node:vm';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';

/** How a context of an execution in Turkey that was given this writes a number. */
async function writtenWith(given: object): Promise<unknown> {
  let written: unknown;
  const a = (): void => {
    written = vm.runInContext('(1234.5).toLocaleString()', vm.createContext({ ...given }));
  };
  await runOnce(trialOf({ a }, { processOptions: { locale: 'tr-TR' } }));
  return written;
}

test('a context is in the declared language, unless it was given others in place of its own numbers or texts', async () => {
  const machines = (1234.5).toLocaleString();
  const declared = (1234.5).toLocaleString('tr-TR');
  expect(declared).not.toBe(machines);
  const other = function Other(): void {};
  expect(await writtenWith({})).toBe(declared);
  expect(await writtenWith({ x: 1 })).toBe(declared);
  for (const name of ['Number', 'BigInt', 'String']) expect(await writtenWith({ [name]: other })).toBe(machines);
});
