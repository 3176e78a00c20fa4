import { currentAccessLog } from '../../engine/access-log.ts';
import type { Actor } from '../../engine/operation.ts';
import { DISK_KEY } from '../../engine/shared-keys.ts';
import { codeOf, isFailureOfCall } from './failure.ts';
import { nameHostPath } from './host-path.ts';
import { diskOf, type FileWork } from './work.ts';

/** Effects of one call at most; a write is the longest: open, two halves, sync, close. */
const EFFECTS_MAX = 8;

/** A synchronous call: all effects at once, within the current step. A timeline shows it as a note. */
export function runAtOnce(actor: Actor, work: FileWork): unknown {
  const { volume, real } = diskOf(actor);
  const { execution } = actor;
  currentAccessLog()?.writes(DISK_KEY);
  if (work.path.mayBeOfHost) nameHostPath(actor, work);
  try {
    for (let effects = 0; effects < EFFECTS_MAX; effects++) {
      const went = real === null ? work.effect(volume, actor) : real.effect(work, actor);
      if (went === 'deliver') break;
    }
  } catch (error) {
    if (execution.isInDetail) noteSynchronous(actor, work, codeOf(error));
    // Unlike those of asynchronous calls, these errors say where they come from.
    if (isFailureOfCall(error)) Error.captureStackTrace(error, runAtOnce);
    throw error;
  }
  if (execution.isInDetail) noteSynchronous(actor, work, work.describeAll());
  return work.value;
}

function noteSynchronous(actor: Actor, work: FileWork, outcome: string): void {
  const resource = diskOf(actor).aliases.resource(work.path, actor).name;
  const text = `${actor.name} ${work.kind.name}Sync ${resource}`;
  actor.execution.line('note', outcome === '' ? text : `${text}: ${outcome}`);
}
