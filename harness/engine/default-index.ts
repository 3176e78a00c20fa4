import type { Operation } from './operation.ts';
import type { Decision } from './strategy.ts';

/** Index in the enabled set of the step that the default order takes; see schedule.ts. */
export function defaultIndexOf(decision: Omit<Decision, 'defaultIndex'>): number {
  const { enabled, count } = decision;
  let best = 0;
  for (let i = 1; i < count; i++) {
    if (isPreferred(decision, enabled[i] as Operation, enabled[best] as Operation)) best = i;
  }
  return best;
}

function isPreferred(decision: Omit<Decision, 'defaultIndex'>, a: Operation, b: Operation): boolean {
  const { now, lastActor } = decision;
  const aWait = Math.max(a.earliest, now);
  const bWait = Math.max(b.earliest, now);
  if (aWait !== bWait) return aWait < bWait;
  if (aWait === now) {
    const aContinues = a.actor === lastActor;
    const bContinues = b.actor === lastActor;
    if (aContinues !== bContinues) return aContinues;
  }
  return a.sequence < b.sequence;
}
