import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { RacelineError } from '../../engine/errors.ts';
import { DEFAULT_LIMITS } from '../../engine/limits.ts';
import { DEFAULT_OPTIONS, DEFAULT_STRATEGY, type PortableOptions } from '../../explore/explore-options.ts';
import { WHOLE } from '../../explore/shard.ts';
import type { Shard } from '../../scenario/how.ts';
import { STRATEGIES } from '../../strategies/catalogue.ts';
import { DEFAULT_DEPTH } from '../../strategies/strategy-definition.ts';
import { CHOICES_MAX } from '../workers/marks.ts';

/** What the command line gives. */
export interface ExploreArguments {
  readonly scenario: string;
  readonly implementation: string | undefined;
  readonly seed: number | undefined;
  readonly schedules: number | undefined;
  readonly time: number | undefined;
  readonly strategy: string;
  readonly depth: number | undefined;
  /** Steps that exploring one workload exhaustively may take; none is if undefined. */
  readonly prove: number | undefined;
  readonly workers: number | undefined;
  readonly shard: string | undefined;
  readonly checkpoint: string | undefined;
  readonly resume: string | undefined;
  readonly checkDeterminism: boolean;
  readonly hang: number;
  readonly stepsMax: number | undefined;
  readonly out: string;
  readonly json: boolean;
}

/** Executions of an exploration that only a time budget bounds. */
const SCHEDULES_UNBOUNDED = 1_000_000_000;
/** Default of --hang, in s: far above the slowest honest step, far below a CI job's own timeout. */
export const HANG_SECONDS = 10;
/** Default of --out. */
export const OUT = 'reports/out';
const WORKERS_DEFAULT_MAX = 4;
const WORKERS_MAX = 64;
const DEPTH_MAX = 100;

export function exploreOptions(yargs: Argv): Argv<ExploreArguments> {
  return exploringOptions(yargs)
    .positional('scenario', { type: 'string', demandOption: true, describe: 'name, or path of a scenario module' })
    .option('implementation', { alias: 'i', type: 'string', describe: 'which one; default: each in turn' })
    .option('prove', {
      type: 'number',
      describe: 'also explore each example and the smallest workloads exhaustively, in so many steps each',
    })
    .option('time', { type: 'number', describe: 'seconds at most' })
    .option('shard', {
      type: 'string',
      describe: 'i/n: the i-th of n parts, for CI matrices; raceline merge puts their checkpoints together',
    })
    .option('checkpoint', { type: 'string', describe: 'file to which findings are written as they come' })
    .option('resume', {
      type: 'string',
      describe: 'checkpoint to go on from, and with; with --checkpoint of the same file it need not be there yet',
    }) as unknown as Argv<ExploreArguments>;
}

/** Options of every command that explores. */
export function exploringOptions(yargs: Argv, strategy: string = DEFAULT_STRATEGY): Argv {
  return yargs
    .option('seed', { type: 'number', describe: 'decides everything; default: drawn, and printed' })
    .option('schedules', {
      type: 'number',
      describe: `sampled executions at most (default ${DEFAULT_OPTIONS.schedulesMax})`,
    })
    .option('strategy', {
      type: 'string',
      default: strategy,
      describe: describeStrategies(),
    })
    .option('depth', { type: 'number', describe: `ordering constraints that a bug needs (default ${DEFAULT_DEPTH})` })
    .option('workers', { type: 'number', describe: 'worker threads; the findings do not depend on it' })
    .option('hang', { type: 'number', default: HANG_SECONDS, describe: 'seconds after which a step never returns' })
    .option('steps-max', { type: 'number', describe: `steps of one execution (default ${DEFAULT_LIMITS.stepsMax})` })
    .option('check-determinism', {
      type: 'boolean',
      default: false,
      describe: 'execute each schedule twice, to see that nothing else decides what happens',
    })
    .option('out', { type: 'string', default: OUT, describe: 'folder for replay files' })
    .option('json', { type: 'boolean', default: false, describe: 'print JSON' });
}

/** One line a strategy, below what the option means. */
function describeStrategies(): string {
  const lines = STRATEGIES.map(({ name, says, options }) => {
    const takes = options.map((option) => ` (takes --${option})`).join('');
    return `${name}: ${says}${takes}`;
  });
  return ['how to explore, a name of these or the path of a module that exports one:', ...lines].join('\n');
}

/** The arguments, checked and with defaults. */
export interface Settings {
  readonly options: PortableOptions;
  readonly workers: number;
  readonly shard: Shard;
  readonly hangMs: number;
  readonly timeMs: number;
  readonly timeIsTheGoal: boolean;
}

/** Throws ERR_USAGE for a value that makes no sense. */
export function readSettings(args: Omit<ExploreArguments, 'checkpoint' | 'resume'>): Settings {
  const timeIsTheGoal = args.time !== undefined && args.schedules === undefined;
  const stepsMax = args.stepsMax === undefined ? undefined : wholeNumber('--steps-max', args.stepsMax, 1, CHOICES_MAX);
  return {
    options: {
      seed: args.seed === undefined ? drawSeed() : wholeNumber('--seed', args.seed, -(2 ** 31), 2 ** 32),
      strategy: args.strategy,
      ...(args.prove === undefined
        ? {}
        : { proofStepsMax: wholeNumber('--prove', args.prove, 0, SCHEDULES_UNBOUNDED) }),
      schedulesMax: timeIsTheGoal
        ? SCHEDULES_UNBOUNDED
        : wholeNumber('--schedules', args.schedules ?? DEFAULT_OPTIONS.schedulesMax, 1, SCHEDULES_UNBOUNDED),
      ...(args.depth === undefined ? {} : { depth: wholeNumber('--depth', args.depth, 1, DEPTH_MAX) }),
      ...(args.checkDeterminism ? { checksDeterminism: true } : {}),
      ...(stepsMax === undefined ? {} : { limits: { stepsMax } }),
    },
    workers: wholeNumber(
      '--workers',
      args.workers ?? Math.min(WORKERS_DEFAULT_MAX, availableParallelism()),
      1,
      WORKERS_MAX,
    ),
    shard: readShard(args.shard),
    hangMs: positive('--hang', args.hang) * 1000,
    timeMs: args.time === undefined ? Number.POSITIVE_INFINITY : positive('--time', args.time) * 1000,
    timeIsTheGoal,
  };
}

function readShard(text: string | undefined): Shard {
  if (text === undefined) return WHOLE;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw usage(`--shard ${text}`, 'a shard is i/n with 1 <= i <= n', 'For example --shard 2/4.');
}

function wholeNumber(option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw usage(`${option} ${value}`, `it takes a whole number from ${min} to ${max}`, 'Correct it and run again.');
}

function positive(option: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw usage(`${option} ${value}`, 'it takes a number of seconds above 0', 'Correct it and run again.');
}

function usage(what: string, why: string, next: string): RacelineError {
  return new RacelineError('ERR_USAGE', { what, why, next });
}

function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
