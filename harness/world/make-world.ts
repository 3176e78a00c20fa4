import type { Execution } from '../engine/execution.ts';
import { Random } from '../engine/random.ts';
import { Disk } from './disk.ts';
import { Network } from './network/network.ts';
import { World } from './world.ts';

/** A world in which nothing has happened yet. `startAt` in ms since the epoch, `fileMsMax` in virtual ms. */
export function makeWorld(
  execution: Execution,
  { startAt, fileMsMax, randomSeed }: { startAt: number; fileMsMax: number; randomSeed: number },
): World {
  return new World({
    startAt,
    fileMsMax,
    random: new Random(randomSeed),
    disk: new Disk(() => startAt + execution.now),
    network: new Network(execution),
  });
}
