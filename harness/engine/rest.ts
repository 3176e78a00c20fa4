import type { Actor, Operation, Rest } from './operation.ts';
import type { SimProcess } from './process.ts';

/** Whether a process, with its threads, has come to rest: nothing that would keep it alive is pending, `except` aside. */
export function restOf(
  process: SimProcess,
  { pending, actors }: { pending: readonly Operation[]; actors: readonly Actor[] },
  except: Operation | null,
): Rest {
  const isOf = (owner: SimProcess): boolean => owner === process || owner.threadOf === process;
  for (const operation of pending) {
    if (operation !== except && operation.holdsProcess && isOf(operation.actor.process)) return 'busy';
  }
  let rest: Rest = 'done';
  for (const { process: owner, isDaemon, isFinished } of actors) {
    if (!isOf(owner)) continue;
    if (owner.connections > 0 || owner.handles > 0) return 'busy';
    if (!isDaemon && !isFinished) rest = 'stuck';
  }
  return rest;
}

interface Holding {
  readonly connections: number;
  readonly handles: number;
  readonly actors: readonly Actor[];
}

/**
 * Whether some process stays alive with nothing pending, so that timers go on which keep none alive. A server is worth that
 * while somebody could still use it.
 */
export function holdsAnything({ connections, handles, actors }: Holding): boolean {
  if (connections > 0) return true;
  return handles > 0 && actors.some(({ isDaemon, isFinished }) => !isDaemon && !isFinished);
}
