import type { ReplayOutcome } from '../run/replay.ts';

/** Where two executions of the same workload and schedule first differ. */
export interface Parting {
  /** Index of the first event that differs; both are the same before it. */
  readonly at: number;
  /** The index in the events of either side: -1 when that side had already ended. */
  readonly left: number;
  readonly right: number;
}

/** Null when everything that the two did is the same. Times count: the same step at another moment is a difference. */
export function findParting(left: Pick<ReplayOutcome, 'events'>, right: Pick<ReplayOutcome, 'events'>): Parting | null {
  const length = Math.max(left.events.length, right.events.length);
  for (let at = 0; at < length; at++) {
    if (keyOf(left, at) === keyOf(right, at)) continue;
    return {
      at,
      left: at < left.events.length ? at : -1,
      right: at < right.events.length ? at : -1,
    };
  }
  return null;
}

/** What an event is, without the source line: two implementations never share those. */
function keyOf({ events }: Pick<ReplayOutcome, 'events'>, at: number): string {
  const event = events[at];
  if (event === undefined) return '';
  const { kind, phase, text, outcome, actor, process } = event;
  return JSON.stringify([event.at, kind, phase, text, outcome, actor, process]);
}
