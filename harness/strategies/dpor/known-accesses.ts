import { AccessLog } from '../../engine/access-log.ts';
import { NTH, RESOURCE, type StepLog, TOUCHED_MORE, WHO } from '../../engine/step-log.ts';
import { type Accesses, accessesOf } from './accesses.ts';
import type { Mover } from './mover.ts';

/**
 * What steps were seen to touch beyond what was known before they ran, which may depend on what they read: a step that is
 * put elsewhere, or that never ran, may do the same there. Without it two reversals could each be left to the other.
 */
export class KnownAccesses {
  private readonly seen: Map<number, AccessLog> = new Map();

  /** Notes the steps of an execution from `from` on. */
  learn(log: StepLog, from: number): void {
    for (let step = from; step <= log.steps; step++) {
      if (log.field(step, TOUCHED_MORE) === 0) continue;
      const key = stepKey(log.field(step, WHO), log.field(step, NTH), log.field(step, RESOURCE));
      let known = this.seen.get(key);
      if (known === undefined) {
        known = new AccessLog();
        this.seen.set(key, known);
      }
      addAll(known, accessesOf(log, step));
    }
  }

  /** The mover's accesses, with all that the same step was seen to touch in other executions. */
  add({ who, nth, resource, accesses }: Mover): Accesses {
    if (this.seen.size === 0) return accesses;
    const known = this.seen.get(stepKey(who, nth, resource));
    if (known === undefined) return accesses;
    const both = new AccessLog();
    addAll(both, accesses);
    addAll(both, { keys: known.keys, modes: known.modes, from: 0, to: known.count });
    return { keys: both.keys, modes: both.modes, from: 0, to: both.count };
  }
}

/** An operation may name another resource in another execution; then it is another step. */
function stepKey(who: number, nth: number, resource: number): number {
  return who ^ Math.imul(nth + 1, 0x85ebca6b) ^ Math.imul(resource, 0xc2b2ae35);
}

function addAll(log: AccessLog, { keys, modes, from, to }: Accesses): void {
  for (let i = from; i < to; i++) log.add(keys[i] as number, modes[i] as number);
}
