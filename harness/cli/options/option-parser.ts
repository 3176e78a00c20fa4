import type { Argv, Options } from 'yargs';
import type * as z from 'zod';
import { RacelineError } from '../../engine/errors.ts';
import { type DescribedOption, describeOptions } from './option-schema.ts';

/**
 * Tells yargs of a command's options: what it parses and what its help says follow from the schema. Where help is not
 * asked for, none is declared: yargs lays it out all the same, which takes as long as to load its code.
 */
export function declareOptions(yargs: Argv, command: string, options: z.ZodObject, isHelpAsked: boolean): void {
  const places = placesIn(command);
  for (const option of describeOptions(options)) {
    const unseen = isHelpAsked ? {} : { hidden: true };
    if (places.has(option.key)) yargs.positional(option.key, { ...yargsPlace(option), ...unseen });
    else yargs.option(option.name, { ...yargsOption(option), ...unseen });
  }
}

/** The arguments that are given by their place: `explore <scenario>`, `merge <files..>`. */
function placesIn(command: string): ReadonlySet<string> {
  return new Set([...command.matchAll(/[<[](\w+)/g)].map(([, name = '']) => name));
}

function yargsOption({ type, says, choices, default: byDefault, alias }: DescribedOption): Options {
  return {
    ...(type === 'array' ? { array: true, nargs: 1, string: true } : choices === undefined ? { type } : { choices }),
    describe: says,
    ...(byDefault === undefined ? {} : { default: byDefault }),
    ...(alias === undefined ? {} : { alias }),
  };
}

function yargsPlace({ type, says, isRequired }: DescribedOption): {
  describe: string;
  type?: 'string';
  demandOption?: true;
} {
  return {
    describe: says,
    // Of several, yargs makes an array by itself.
    ...(type === 'array' ? {} : { type: 'string' }),
    ...(isRequired ? { demandOption: true } : {}),
  };
}

/** What the user gave, checked and with defaults. Throws ERR_USAGE for the first value that makes no sense. */
export function readArguments<S extends z.ZodObject>(options: S, given: unknown): z.output<S> {
  const read = options.safeParse(given);
  if (read.success) return read.data;
  const { path = [], message = 'it makes no sense' } = read.error.issues[0] ?? {};
  const option = describeOptions(options).find(({ key }) => key === path[0]);
  const written = `--${option?.name}`;
  throw new RacelineError('ERR_USAGE', {
    what: `${written} ${valueAt(given, path)}`,
    why: message,
    next: option?.example === undefined ? 'Correct it and run again.' : `For example ${written} ${option.example}.`,
  });
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    given,
  );
}
