import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import { type Kind, kindNamed, type Resource, resourceNamed } from '../../engine/resource.ts';

const TIMER = kindNamed('timer');
const IMMEDIATE = kindNamed('immediate');
const IMMEDIATE_RESOURCE = resourceNamed('immediate');

/** Node's longest delay in ms; anything longer counts as 1. Some code (msw's `delay('infinite')`) means "never" by it. */
export const TIMEOUT_MS_MAX: number = 2 ** 31 - 1;

/** The delay in ms that Node makes of what `setTimeout` was given. */
export function coerceDelay(delay: unknown): number {
  // Not by `Number`: a bigint throws, in Node too.
  const ms = (delay as number) * 1;
  return ms >= 1 && ms <= TIMEOUT_MS_MAX ? Math.trunc(ms) : 1;
}

/** Delays below this have their resource at hand: the name of a timer is not built anew each time. */
const CACHED_MS_MAX = 60_000;
const timerResources = new Map<number, Resource>();

function timerResource(delayMs: number): Resource {
  let resource = timerResources.get(delayMs);
  if (resource !== undefined) return resource;
  resource = resourceNamed(`timer:${delayMs}ms`);
  if (delayMs < CACHED_MS_MAX) timerResources.set(delayMs, resource);
  return resource;
}

/** Calls back once, and touches the memory of its own process only. */
abstract class FiringOperation extends Operation {
  private readonly fire: () => void;

  constructor(actor: Actor, kind: Kind, resource: Resource, earliest: number, latest: number, fire: () => void) {
    super(actor, kind, resource, DELIVERY, earliest, latest);
    this.fire = fire;
  }

  override deliver(): void {
    this.fire();
  }

  override footprint(): Footprint {
    return NOTHING;
  }
}

/** A timer is due at one point of virtual time. The timers of one process fire in order of (due, age). */
export class TimerOperation extends FiringOperation {
  constructor(actor: Actor, delayMs: number, holdsProcess: boolean, fire: () => void) {
    const due = actor.execution.now + delayMs;
    super(actor, TIMER, timerResource(delayMs), due, due, fire);
    this.lane = actor.process.timers;
    this.holdsProcess = holdsProcess;
  }
}

/** Steps in which Node is not in its poll phase: what they queue for the check phase may find a timer before it. */
const NOT_POLLING = new Set(['start', 'gate', 'timer', 'immediate']);
/** An immediate and a 0 or 1 ms timer that were set together may come in either order. */
const IMMEDIATE_LATEST_MS = 1;

/** A `setImmediate`: the check phase of the loop, which follows right after an I/O callback and in order of issue. */
export class ImmediateOperation extends FiringOperation {
  constructor(actor: Actor, holdsProcess: boolean, fire: () => void) {
    const { now, current } = actor.execution;
    const latest = current === null || NOT_POLLING.has(current.kind.name) ? now + IMMEDIATE_LATEST_MS : now;
    super(actor, IMMEDIATE, IMMEDIATE_RESOURCE, now, latest, fire);
    this.lane = actor.process.immediates;
    this.holdsProcess = holdsProcess;
  }
}
