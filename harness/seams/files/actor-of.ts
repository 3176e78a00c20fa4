import { currentActor } from '../../engine/current-actor.ts';
import { RacelineError } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';

/** Who calls `what` of something open on the simulated disk. That belongs to an execution: there is nothing behind it elsewhere. */
export function actorOf(what: string): Actor {
  const actor = currentActor();
  if (actor !== undefined) return actor;
  throw new RacelineError('ERR_USAGE', {
    what: `${what} was called on a simulated file, but by no actor`,
    why: 'the file exists only within the execution that opened it',
    next: 'Do not keep file handles beyond an execution, in module variables for instance.',
  });
}
