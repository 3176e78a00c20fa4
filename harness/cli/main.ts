import '../seams/register.ts';
import yargs, { type Argv } from 'yargs';
import { RacelineError } from '../engine/errors.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { checkRegistryCommand } from './commands/check-registry.ts';
import { COMPARE_SCHEDULES, type CompareArguments, compareCommand, PROOF_STEPS } from './commands/compare.ts';
import { exploreCommand } from './commands/explore.ts';
import { listCommand } from './commands/list.ts';
import { mergeCommand } from './commands/merge.ts';
import { replayCommand } from './commands/replay.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { exploreOptions, exploringOptions, HANG_SECONDS, OUT } from './options/explore-settings.ts';
import { EXIT_ERROR } from './terminal/exit-codes.ts';
import { handleInterrupts } from './terminal/interruption.ts';

/** The command line. Every command returns its exit code; an exception is a usage or harness error. */
async function main(argv: readonly string[]): Promise<number> {
  let run: () => Promise<number> = async () => EXIT_ERROR;
  const parser = yargs([...argv])
    .scriptName('raceline')
    .usage('$0 <command>: deterministic race-condition tests')
    .option('debug', { type: 'boolean', default: false, describe: 'print stack traces of errors' })
    .command('list [scenario]', 'scenarios, or everything about one', withJson, (args) => {
      run = () => listCommand({ scenario: text(args.scenario), json: args.json });
    })
    .command('explore <scenario>', 'look for violations', exploreOptions, (args) => {
      run = () => exploreCommand(args);
    })
    .command(
      'merge <files..>',
      'the report of a whole exploration from the checkpoints of its shards',
      mergeOptions,
      (args) => {
        run = () => mergeCommand({ ...args, files: [args.files].flat().map(String) });
      },
    )
    .command('compare [scenario]', 'every implementation side by side', compareOptions, (args) => {
      run = () => compareCommand(args);
    })
    .command('reproduce [issue]', "run an issue's own timeline", reproduceOptions, (args) => {
      run = () => reproduceCommand({ ...args, issue: text(args.issue) });
    })
    .command('replay <file>', 'run one recorded execution again', replayOptions, (args) => {
      run = () => replayCommand({ ...args, file: String(args.file) });
    })
    .command('check-registry <files..>', 'look for corruption in registry files', checkRegistryOptions, (args) => {
      run = () => checkRegistryCommand({ ...args, files: [args.files].flat().map(String) });
    })
    .demandCommand(1, 'no command was given')
    .strict()
    .version(ENGINE_VERSION)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .epilogue('Exit 0: everything holds; 1: a violation; 2: unknown, a budget ran out; 3: usage or harness error.')
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error !== null) throw error;
      throw new RacelineError('ERR_USAGE', {
        what: `raceline ${argv.join(' ')}`,
        // One line: `Invalid values: Argument: strategy, Given: "x", Choices: ...`.
        why: message.trim().replaceAll(/\s*\n\s*/g, ' '),
        next: 'See raceline --help.',
      });
    });
  await parser.parseAsync();
  if (argv.some((arg) => arg === '--help' || arg === '--version')) return 0;
  return run();
}

interface JsonArguments {
  readonly json: boolean;
}

function withJson<T>(yargs: Argv<T>): Argv<T & JsonArguments> {
  return yargs.option('json', { type: 'boolean', default: false, describe: 'print JSON' });
}

function withHang<T>(yargs: Argv<T>): Argv<T & { hang: number }> {
  return yargs.option('hang', {
    type: 'number',
    default: HANG_SECONDS,
    describe: 'seconds after which a step never returns',
  });
}

type Base = { debug: boolean };

function compareOptions(yargs: Argv): Argv<CompareArguments> {
  return exploringOptions(yargs, 'basic-pos')
    .positional('scenario', { type: 'string', describe: 'name, or path of a scenario module' })
    .option('all', { type: 'boolean', default: false, describe: 'every scenario of this package' })
    .option('implementations', { type: 'string', describe: 'a,b: these two, and where their behaviour parts' })
    .option('ablation', { type: 'boolean', default: false, describe: 'the reference minus one change at a time' })
    .option('timelines', { type: 'boolean', default: false, describe: 'print every timeline' })
    .option('schedules', {
      type: 'number',
      describe: `executions of each implementation (default ${COMPARE_SCHEDULES})`,
    })
    .option('prove', {
      type: 'number',
      default: PROOF_STEPS,
      describe: 'steps that exploring one example exhaustively may take; 0: none is',
    }) as unknown as Argv<CompareArguments>;
}

function mergeOptions(yargs: Argv<Base>): Argv<Base & JsonArguments & { hang: number; out: string; files: unknown }> {
  return withHang(withJson(yargs))
    .positional('files', {
      describe: 'what explore --shard i/n --checkpoint FILE wrote, for each i',
      demandOption: true,
    })
    .option('out', { type: 'string', default: OUT, describe: 'folder for replay files' });
}

function reproduceOptions(
  yargs: Argv<Base>,
): Argv<Base & JsonArguments & { hang: number; all: boolean; steps: boolean; implementation: string | undefined }> {
  return withHang(withJson(yargs))
    .option('all', { type: 'boolean', default: false, describe: 'every issue' })
    .option('steps', { type: 'boolean', default: false, describe: 'show every step, not only the log lines' })
    .option('implementation', { alias: 'i', type: 'string', describe: 'run the timeline against this one alone' });
}

function replayOptions(
  yargs: Argv<Base>,
): Argv<Base & JsonArguments & { hang: number; times: number; implementation: string | undefined }> {
  return withHang(withJson(yargs))
    .option('times', { type: 'number', default: 1, describe: 'how often, to see that each time is the same' })
    .option('implementation', { alias: 'i', type: 'string', describe: 'run the schedule against another one' });
}

function checkRegistryOptions(
  yargs: Argv<Base>,
): Argv<Base & JsonArguments & { expected: number | undefined; files: unknown }> {
  return withJson(yargs)
    .positional('files', { describe: 'JSON files', demandOption: true })
    .option('expected', { type: 'number', describe: 'how many entries each must have' });
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function reportError(error: unknown, isDebug: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = error instanceof Error && 'code' in error && error.code !== null;
  const line = isExpected
    ? message
    : `ERR_INVARIANT: raceline failed: ${message}. Run again with --debug and report it.`;
  process.stderr.write(`${line.split('\n').join(' ')}\n`);
  if (isDebug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
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
