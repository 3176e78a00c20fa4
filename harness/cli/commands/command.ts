import * as z from 'zod';
import { readArguments } from '../options/option-parser.ts';

/** One command, as one concept: how it is called, what its help says, what it takes, and what it does. */
export interface Command {
  /** As yargs writes it: `explore <scenario>`. What stands in brackets is an option that is given by its place. */
  readonly command: string;
  readonly describe: string;
  readonly options: z.ZodObject;
  /** Takes what yargs parsed. Returns the exit code; throws a RacelineError for a usage or harness error. */
  run(given: unknown): Promise<number>;
}

/**
 * A command of its declaration. yargs' options, help, checks and the type of `run`'s arguments are all of `options`. A
 * declaration is loaded for every `--help`, so `run` imports what does the work.
 */
export function defineCommand<S extends z.ZodRawShape>(declared: {
  readonly command: string;
  readonly describe: string;
  readonly options: S;
  readonly run: (args: z.output<z.ZodObject<S>>) => Promise<number>;
}): Command {
  const options = z.object(declared.options);
  return { ...declared, options, run: async (given) => declared.run(readArguments(options, given)) };
}
