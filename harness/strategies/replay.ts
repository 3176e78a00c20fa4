import { type Operation, stepLabel } from '../engine/operation.ts';
import type { Departure, Schedule } from '../engine/schedule.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';

/** A departure that could not be made, because the code under test has changed. */
export interface Divergence {
  /** Step before which the departure was due; undefined when its moment never came. */
  readonly step: number | undefined;
  readonly departure: Departure;
}

/**
 * Follows a recorded schedule by labels, so that it survives edits of the code under test: wherever the default order
 * would take a step that the schedule names, the recorded one is taken if it is enabled, and noted as diverged if not.
 * One step is the default at most until it runs, so the departures from one label are met in their recorded order.
 */
export class Replay implements Strategy {
  readonly followed: Departure[] = [];
  readonly missed: Divergence[] = [];
  private readonly due: Map<string, Departure[]> = new Map();

  constructor(schedule: Schedule) {
    for (const departure of schedule) {
      const queue = this.due.get(departure.insteadOf);
      if (queue === undefined) this.due.set(departure.insteadOf, [departure]);
      else queue.push(departure);
    }
  }

  begin(): boolean {
    return true;
  }

  choose(decision: Decision): number {
    if (this.due.size === 0) return decision.defaultIndex;
    const label = stepLabel(decision.enabled[decision.defaultIndex] as Operation);
    const queue = this.due.get(label);
    if (queue === undefined) return decision.defaultIndex;
    for (let departure = queue.shift(); departure !== undefined; departure = queue.shift()) {
      const at = indexOfLabel(decision, departure.run);
      if (at >= 0) {
        this.followed.push(departure);
        return at;
      }
      this.missed.push({ step: decision.steps + 1, departure });
    }
    this.due.delete(label);
    return decision.defaultIndex;
  }

  end(): void {}

  /** Departures not made, those whose moment never came included. Call after the execution. */
  divergences(): readonly Divergence[] {
    const never = [...this.due.values()].flat().map((departure) => ({ step: undefined, departure }));
    return [...this.missed, ...never];
  }
}

function indexOfLabel(decision: Decision, label: string): number {
  for (let i = 0; i < decision.count; i++) {
    if (stepLabel(decision.enabled[i] as Operation) === label) return i;
  }
  return -1;
}
