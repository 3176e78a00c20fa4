import { paintFor } from '../../../reports/paint.ts';
import { printable } from '../../../reports/printable.ts';
import { checkRegistryFile } from '../../../src/registry-health/check-registry-file.ts';
import { describeHealth } from '../../../src/registry-health/describe-health.ts';
import { RacelineError } from '../../engine/errors.ts';

export interface CheckRegistryArguments {
  readonly files: readonly string[];
  readonly expected: number | undefined;
  readonly json: boolean;
}

/** Checks real registry files, for cron and deployments: exit 0 when all are healthy, 1 when one is not. */
export async function checkRegistryCommand({ files, expected, json }: CheckRegistryArguments): Promise<number> {
  if (expected !== undefined && (!Number.isInteger(expected) || expected < 0)) {
    throw new RacelineError('ERR_USAGE', {
      what: `--expected ${expected}`,
      why: 'it takes the number of entries that each file has',
      next: 'Correct it and run again.',
    });
  }
  const paint = paintFor(process.stdout.isTTY === true);
  const checked = await Promise.all(
    files.map((file) => checkRegistryFile(file, expected === undefined ? {} : { expected })),
  );
  if (json) process.stdout.write(`${JSON.stringify(checked, null, 2)}\n`);
  for (const health of json ? [] : checked) {
    const line = printable(describeHealth(health));
    process.stdout.write(`${health.issues.length === 0 ? paint.good(line) : paint.bad(line)}\n`);
  }
  return checked.every(({ issues }) => issues.length === 0) ? 0 : 1;
}
