import { expect, test } from 'vitest';
import yargs from 'yargs';
import * as z from 'zod';
import { flag, seconds, text, wholeNumber } from './option-kinds.ts';
import { declareOptions, readArguments } from './option-parser.ts';

const COMMAND = 'count <names..>';
const OPTIONS = z.object({
  names: z.array(z.string()).describe('whose'),
  times: wholeNumber(1, 9).default(2).describe('how often').meta({ alias: 't' }),
  stepsMax: wholeNumber(1).optional().meta({ description: 'how far', example: '5' }),
  hang: seconds().default(10),
  out: text().optional(),
  kind: z.enum(['odd', 'even']).default('odd'),
  also: z.array(z.string()).optional(),
  loud: flag('or not'),
});

async function read(...argv: string[]): Promise<z.output<typeof OPTIONS>> {
  let given: unknown;
  const build = (its: ReturnType<typeof yargs>): void => declareOptions(its, COMMAND, OPTIONS, true);
  const parser = yargs(['count', ...argv])
    .exitProcess(false)
    .strict();
  await parser
    .command(COMMAND, 'counts', build, (args) => {
      given = args;
    })
    .parseAsync();
  return readArguments(OPTIONS, given);
}

test('one declaration gives the arguments with their defaults', async () => {
  expect(await read('a', 'b')).toEqual({ names: ['a', 'b'], times: 2, hang: 10, kind: 'odd', loud: false });
});

test('options are written with hyphens, and by their letter; lists take one value at a time', async () => {
  const given = await read(
    'a',
    '-t',
    '3',
    '--steps-max',
    '7',
    '--also',
    'x',
    '--also',
    'y',
    '--kind',
    'even',
    '--loud',
  );
  expect(given).toMatchObject({ names: ['a'], times: 3, stepsMax: 7, also: ['x', 'y'], kind: 'even', loud: true });
});

test.each([
  [['--times', '10'], 'ERR_USAGE: --times 10: it takes a whole number from 1 to 9. Correct it and run again.'],
  [['--times', 'x'], 'ERR_USAGE: --times NaN: it takes a whole number from 1 to 9. Correct it and run again.'],
  [['--steps-max', '0.5'], 'ERR_USAGE: --steps-max 0.5: it takes a whole number from 1. For example --steps-max 5.'],
  [['--hang', '0'], 'ERR_USAGE: --hang 0: it takes a number of seconds above 0. Correct it and run again.'],
  [['--out', 'a', '--out', 'b'], 'ERR_USAGE: --out a,b: it takes one value, once. Correct it and run again.'],
])('%j is refused in one line', async (argv, message) => {
  await expect(read('a', ...argv)).rejects.toMatchObject({ message });
});
