import type { Execution } from '../engine/execution.ts';
import { Random } from '../engine/random.ts';
import { Disk } from './disk.ts';
import { Network } from './network/network.ts';
import { World, type WorldParts } from './world.ts';

/** A world in which nothing has happened yet. `startAt` in ms since the epoch, `fileMsMax` in virtual ms. */
export function makeWorld(
  execution: Execution,
  parts: Pick<WorldParts, 'startAt' | 'started' | 'fileMsMax'> & { randomSeed: number },
): World {
  return new World({
    startAt: parts.startAt,
    started: parts.started,
    fileMsMax: parts.fileMsMax,
    random: new Random(parts.randomSeed),
    disk: new Disk(() => parts.startAt + execution.now),
    network: new Network(execution),
  });
}
