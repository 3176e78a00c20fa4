import yargs from 'yargs';
import { printable, printableReport } from '../../reports/printable.ts';
import { WIDTH } from '../../reports/wrap.ts';
import { RacelineError } from '../engine/errors.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import type { Command } from './commands/command.ts';
import { declareOptions } from './options/option-parser.ts';
import { EXIT_ERROR } from './terminal/exit-codes.ts';
import { handleInterrupts } from './terminal/interruption.ts';

/** Where each command is declared, in the order in which --help lists them. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./commands/list.ts')).listCommand,
  explore: async () => (await import('./commands/explore.ts')).exploreCommand,
  merge: async () => (await import('./commands/merge.ts')).mergeCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  reproduce: async () => (await import('./commands/reproduce.ts')).reproduceCommand,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  'check-registry': async () => (await import('./commands/check-registry.ts')).checkRegistryCommand,
};

/** The declaration of the command that comes first; all of them where none does, as for --help. */
async function declaredFor([first = '']: readonly string[]): Promise<Command[]> {
  const load = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return load === undefined ? Promise.all(Object.values(COMMANDS).map((each) => each())) : [await load()];
}

/** The command line. Every command returns its exit code; an exception is a usage or harness error. */
async function main(argv: readonly string[]): Promise<number> {
  // The parser would make 0 of it where a number is asked for.
  const empty = argv.find((arg) => arg === '' || /^--[\w-]+=$/.test(arg));
  if (empty !== undefined) throw usageError(argv, `${empty === '' ? 'an argument' : empty} is empty`);
  const isHelpAsked = argv.includes('--help');
  let run: () => Promise<number> = async () => EXIT_ERROR;
  const parser = yargs([...argv])
    .scriptName('raceline')
    .usage('$0 <command>: deterministic race-condition tests')
    .option('debug', { type: 'boolean', default: false, describe: 'print stack traces of errors' })
    .demandCommand(1, 'no command was given')
    .strict()
    .version(ENGINE_VERSION)
    .wrap(Math.min(WIDTH, process.stdout.columns ?? WIDTH))
    .epilogue('Exit 0: everything holds; 1: a violation; 2: unknown, a budget ran out; 3: usage or harness error.')
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error !== null) throw error;
      throw usageError(argv, message);
    });
  for (const { command, describe, options, run: runCommand } of await declaredFor(argv)) {
    const build = (its: typeof parser): void => declareOptions(its, command, options, isHelpAsked);
    parser.command(command, describe, build, (given) => {
      run = () => runCommand(given);
    });
  }
  await parser.parseAsync();
  if (argv.some((arg) => arg === '--help' || arg === '--version')) return 0;
  return run();
}

function usageError(argv: readonly string[], message: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `raceline ${argv.join(' ')}`,
    // One line: `Invalid values: Argument: strategy, Given: "x", Choices: ...`.
    why: message.trim().replaceAll(/\s*\n\s*/g, ' '),
    next: 'See raceline --help.',
  });
}

function reportError(error: unknown, isDebug: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = error instanceof Error && 'code' in error && error.code !== null;
  const line = isExpected
    ? message
    : `ERR_INVARIANT: raceline failed: ${message}. Run again with --debug and report it.`;
  process.stderr.write(`${printable(line.split('\n').join(' '))}\n`);
  if (isDebug && error instanceof Error) process.stderr.write(`${printableReport(error.stack ?? '')}\n`);
}

const argv = process.argv.slice(2);
handleInterrupts();
// Whoever reads our output may have seen enough: `raceline list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT_ERROR));
try {
  process.exitCode = await main(argv);
} catch (error) {
  reportError(error, argv.includes('--debug'));
  process.exitCode = EXIT_ERROR;
}
