import type { ProcessOptions } from '../engine/account.ts';
import { invariant } from '../engine/errors.ts';
import type { Scheduler } from '../engine/operation.ts';
import type { SimProcess } from '../engine/process.ts';
import type { Random } from '../engine/random.ts';
import type { Disk } from './disk.ts';
import type { Network } from './network/network.ts';
import { type Ending, Programs } from './programs.ts';

/** What a world is made of. */
export type WorldParts = Pick<World, 'startAt' | 'started' | 'fileMsMax' | 'random' | 'disk' | 'network'>;

/** What the seams act on during one execution. Made by make-world.ts. */
export class World {
  /** Wall-clock time at virtual time 0, in ms since the epoch. */
  readonly startAt: number;
  /** What processes are started with, where they declare nothing else. */
  readonly started: Required<ProcessOptions>;
  /** Longest delay of one step of a file operation, in ms. */
  readonly fileMsMax: number;
  readonly random: Random;
  readonly disk: Disk;
  readonly network: Network;
  readonly programs: Programs = new Programs();

  /** What code of this execution was given that only the real world has; null: nothing. */
  real: Set<string> | null = null;

  constructor(parts: WorldParts) {
    this.startAt = parts.startAt;
    this.started = parts.started;
    this.fileMsMax = parts.fileMsMax;
    this.random = parts.random;
    this.disk = parts.disk;
    this.network = parts.network;
  }

  /** Notes that code was given something real: nothing escapes, but what depends on its value is not covered. */
  noteReal(what: string): void {
    this.real ??= new Set();
    this.real.add(what);
  }

  /** Called after a process has ended: its open files and connections close, its locks stay, and whoever began it is told. */
  processEnded(process: SimProcess, how: Ending): void {
    this.disk.processKilled(process);
    this.network.processKilled(process);
    this.programs.processEnded(process, how);
  }
}

type Running = Pick<Scheduler, 'world' | 'processes'> & { kill(process: SimProcess): void };

/** The world of an execution; null if it controls gates alone, or there is none. */
export function worldOf(execution: Pick<Scheduler, 'world'> | undefined): World | null {
  const world = execution?.world;
  return world instanceof World ? world : null;
}

/** The world that an actor of this execution acts on: seams are armed for executions that have one. */
export function worldFor(execution: Pick<Scheduler, 'world'>): World {
  const world = worldOf(execution);
  invariant(world !== null, 'seams are armed only for executions that have a world');
  return world;
}

/** What nobody sees coming. */
const KILLED: Ending = { signal: 'SIGKILL' };

/** Ends a process, with its threads: they never run again, and their files and connections close. */
export function endProcess(execution: Running, process: SimProcess, how: Ending = KILLED): void {
  execution.kill(process);
  const world = worldOf(execution);
  for (const each of execution.processes) {
    if (each === process || each.threadOf === process) world?.processEnded(each, how);
  }
}
