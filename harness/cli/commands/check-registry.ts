import * as z from 'zod';
import { paintFor } from '../../../reports/paint.ts';
import { printable } from '../../../reports/printable.ts';
import { json } from '../options/common-options.ts';
import { type Command, defineCommand } from './command.ts';

const ENTRIES = 'it takes the number of entries that each file has';

/** Checks real registry files, for cron and deployments: exit 0 when all are healthy, 1 when one is not. */
export const checkRegistryCommand: Command = defineCommand({
  command: 'check-registry <files..>',
  describe: 'look for corruption in registry files',
  options: {
    json,
    files: z.array(z.coerce.string()).describe('JSON files'),
    expected: z.int(ENTRIES).min(0, ENTRIES).optional().describe('how many entries each must have'),
  },
  run: async ({ files, expected, json }) => {
    const { checkRegistryFile } = await import('../../../src/registry-health/check-registry-file.ts');
    const { describeHealth } = await import('../../../src/registry-health/describe-health.ts');
    const expectation = expected === undefined ? {} : { expected };
    const checked = await Promise.all(files.map((file) => checkRegistryFile(file, expectation)));
    if (json) process.stdout.write(`${JSON.stringify(checked, null, 2)}\n`);
    const paint = paintFor(process.stdout.isTTY === true);
    for (const health of json ? [] : checked) {
      const line = printable(describeHealth(health));
      process.stdout.write(`${health.issues.length === 0 ? paint.good(line) : paint.bad(line)}\n`);
    }
    return checked.every(({ issues }) => issues.length === 0) ? 0 : 1;
  },
});
