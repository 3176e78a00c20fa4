import type { Execution } from '../engine/execution.ts';
import type { Scheduler } from '../engine/operation.ts';
import type { SimProcess } from '../engine/process.ts';
import { Random } from '../engine/random.ts';
import { Disk } from './disk.ts';
import { connectionsClosed } from './network/connections.ts';
import { Network } from './network/network.ts';

/** What the seams act on during one execution. */
export class World {
  readonly execution: Execution;
  /** Wall-clock time at virtual time 0, in ms since the epoch. */
  readonly startAt: number;
  /** Longest delay of one step of a file operation, in ms. */
  readonly fileMsMax: number;
  readonly random: Random;
  readonly disk: Disk;
  readonly network: Network;

  constructor(execution: Execution, options: { startAt: number; fileMsMax: number; randomSeed: number }) {
    this.execution = execution;
    this.startAt = options.startAt;
    this.fileMsMax = options.fileMsMax;
    this.random = new Random(options.randomSeed);
    this.disk = new Disk(() => this.startAt + execution.now);
    this.network = new Network(execution);
  }

  /** Wall-clock time, in ms since the epoch. */
  get wallClock(): number {
    return this.startAt + this.execution.now;
  }

  /** Called after a process was killed: its open files close, its locks stay. */
  processKilled(process: SimProcess): void {
    this.disk.processKilled(process);
    connectionsClosed(this.execution, process);
  }
}

/** The world of an execution; null if it controls gates alone, or there is none. */
export function worldOf(execution: Pick<Scheduler, 'world'> | undefined): World | null {
  const world = execution?.world;
  return world instanceof World ? world : null;
}
