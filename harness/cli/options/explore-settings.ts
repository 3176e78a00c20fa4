import { availableParallelism } from 'node:os';
import { DEFAULT_OPTIONS, type PortableOptions } from '../../explore/explore-options.ts';
import { WHOLE } from '../../explore/shard.ts';
import type { Shard } from '../../scenario/how.ts';
import { type ExploringArguments, SCHEDULES_MAX } from './exploring-options.ts';

/** What `explore` is given. */
export interface ExploreArguments extends ExploringArguments {
  readonly scenario: string;
  readonly implementation?: string | undefined;
  /** Steps that exploring one workload exhaustively may take; none is if undefined. */
  readonly prove?: number | undefined;
  readonly bail: boolean;
  readonly saveTimeline: boolean;
  /** In s. */
  readonly time?: number | undefined;
  readonly shard?: Shard | undefined;
  readonly checkpoint?: string | undefined;
  readonly resume?: string | undefined;
}

/** The same with defaults. */
export interface Settings {
  readonly options: PortableOptions;
  readonly workers: number;
  readonly shard: Shard;
  readonly hangMs: number;
  readonly timeMs: number;
  readonly timeIsTheGoal: boolean;
}

const WORKERS_DEFAULT_MAX = 4;

export function settingsOf(args: ExploreArguments): Settings {
  const timeIsTheGoal = args.time !== undefined && args.schedules === undefined;
  const schedulesMax = timeIsTheGoal ? SCHEDULES_MAX : (args.schedules ?? DEFAULT_OPTIONS.schedulesMax);
  return {
    options: exploreOptionsOf({ ...args, schedules: schedulesMax }),
    workers: workersOf(args),
    shard: args.shard ?? WHOLE,
    hangMs: args.hang * 1000,
    timeMs: args.time === undefined ? Number.POSITIVE_INFINITY : args.time * 1000,
    timeIsTheGoal,
  };
}

/** What the findings depend on, and nothing else: who resumes a checkpoint must give the same. */
export function exploreOptionsOf(
  args: ExploringArguments & {
    readonly schedules: number;
    readonly prove?: number | undefined;
    readonly bail?: boolean;
  },
): PortableOptions {
  return {
    seed: args.seed ?? drawSeed(),
    strategy: args.strategy,
    ...(args.prove === undefined ? {} : { proofStepsMax: args.prove }),
    schedulesMax: args.schedules,
    ...(args.depth === undefined ? {} : { depth: args.depth }),
    ...(args.bail === true ? { bail: true } : {}),
    ...(args.checkDeterminism ? { checksDeterminism: true } : {}),
    ...(args.stepsMax === undefined ? {} : { limits: { stepsMax: args.stepsMax } }),
  };
}

export function workersOf({ workers }: Pick<ExploringArguments, 'workers'>): number {
  return workers ?? Math.min(WORKERS_DEFAULT_MAX, availableParallelism());
}

function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
