import * as z from 'zod';
import { paintFor } from '../../../reports/paint.ts';
import { printable } from '../../../reports/printable.ts';
import { RacelineError } from '../../engine/errors.ts';
import { json } from '../options/common-options.ts';
import { type Command, defineCommand } from './command.ts';

const ENTRIES = 'it takes the number of entries that each file has, or FILE=NUMBER for one of them';

/** Checks real registry files, for cron and deployments: exit 0 when all are healthy, 1 when one is not. */
export const checkRegistryCommand: Command = defineCommand({
  command: 'check-registry <files..>',
  describe: 'look for corruption in registry files',
  options: {
    json,
    files: z.array(z.coerce.string()).describe('JSON files'),
    expected: z
      .array(z.coerce.string().regex(/^(?:.+=)?\d{1,9}$/, ENTRIES))
      .optional()
      .transform((given = []) => given)
      .meta({ description: 'how many entries each must have, or FILE=NUMBER', example: 'models.json=3' }),
  },
  run: async ({ files, expected, json }) => {
    const { checkPath } = await import('../../../src/registry-health/check-path.ts');
    const { describeHealth } = await import('../../../src/registry-health/describe-health.ts');
    const checked = await Promise.all(files.map((file) => checkPath(file, expectationOf(file, files, expected))));
    if (json) process.stdout.write(`${JSON.stringify(checked, null, 2)}\n`);
    const paint = paintFor(process.stdout.isTTY === true);
    for (const health of json ? [] : checked) {
      const line = printable(describeHealth(health));
      process.stdout.write(`${health.issues.length === 0 ? paint.good(line) : paint.bad(line)}\n`);
    }
    return checked.every(({ issues }) => issues.length === 0) ? 0 : 1;
  },
});

/** What was said of this file, or else of all. Throws ERR_USAGE for a file that is not among them. */
function expectationOf(file: string, files: readonly string[], given: readonly string[]): { expected?: number } {
  let expected: number | undefined;
  for (const each of given) {
    const at = each.lastIndexOf('=');
    const named = at < 0 ? null : each.slice(0, at);
    if (named !== null && !files.includes(named)) throw noSuchFile(each, named, files);
    if (named === file || (named === null && expected === undefined)) expected = Number(each.slice(at + 1));
  }
  return expected === undefined ? {} : { expected };
}

function noSuchFile(given: string, named: string, files: readonly string[]): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `--expected ${given}`,
    why: `${named} is none of the files: ${files.join(', ')}`,
    next: 'Name it as it is named there.',
  });
}
