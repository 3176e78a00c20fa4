import { constants } from 'node:os';
import { currentAccessLog } from '../../engine/access-log.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import { DISK_KEY } from '../../engine/shared-keys.ts';
import { type DiskPath, pathFrom } from '../../world/disk/path.ts';
import type { Volume } from '../../world/disk/volume.ts';
import type { UnixSockets } from '../../world/network/loopback/unix-sockets.ts';
import { worldFor } from '../../world/world.ts';

/** Unix domain sockets, whose names are on the simulated disk. */

/** Where a path leads for this actor. Said once, as the step in progress looks at it or changes it. */
export function unixPath(
  actor: Actor,
  given: string,
): { volume: Volume; unix: UnixSockets; path: DiskPath; resource: string } {
  const { disk, network } = worldFor(actor.execution);
  if (disk.real !== null) reportLeak(`a Unix domain socket at ${given}`, 'which --disk real has no counterpart of');
  currentAccessLog()?.writes(DISK_KEY);
  const path = pathFrom(actor.process.account.cwd, given);
  const resource = disk.aliases.resource(path, actor).name.replace(/^file:/, 'unix:');
  return { volume: disk.volume, unix: network.loopback.unix, path, resource };
}

/** A name of Linux's own, which no disk has. */
export function isAbstract(path: string): boolean {
  return path.startsWith('\0');
}

/** As libuv has it. */
export function errorNumber(code: string): number {
  return -constants.errno[code as keyof typeof constants.errno];
}
