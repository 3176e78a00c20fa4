import { leaveActor } from './current-actor.ts';
import { RacelineError } from './errors.ts';

/**
 * How the microtasks of a step are run to the last one.
 * - `tick`: `process._tickCallback()`, which drains everything synchronously when it is called from plain code inside one
 *   `setImmediate` callback (and does nothing after an `await` or at a module's top level).
 * - `next-tick`: public API only. Node looks for unhandled rejections when no microtask and no tick is left, so a rejection
 *   of our own, the mark, says when a step is complete; the next step is a tick. As exact, three times slower.
 * A fixed number of `await Promise.resolve()` hops is never enough: code may await deeper than any number.
 */
export type DrainKind = 'tick' | 'next-tick';

/** Work that needs its microtasks drained between two calls. */
export interface Machine {
  /** Works up to the next point at which microtasks must run. False: finished. */
  advance(): boolean;
  /** An exception that a microtask or tick callback let escape while draining. */
  escaped(error: unknown): void;
  /**
   * Advances many times, calling `drain` after each: what is between a step and the next then costs least. Returns the
   * number of steps, at least 1 unless it is finished. Used by the synchronous drain if it is there.
   */
  advanceMany?(drain: DrainStep): number;
}

/** Runs every microtask that a step of this machine has queued. */
export type DrainStep = (machine: Pick<Machine, 'escaped'>) => void;

const realSetImmediate = globalThis.setImmediate;
const realQueueMicrotask = globalThis.queueMicrotask;
const realNextTick = process.nextTick.bind(process);
const tickCallback: unknown = Reflect.get(process, '_tickCallback');

/** Await depth of the self-test: beyond any fixed number of hops that a weaker drain might make. */
const SELF_TEST_DEPTH = 1_000;

/**
 * Runs `machine` to its end inside one `setImmediate` callback (kind `tick`), or in a chain of ticks (kind `next-tick`).
 * Without a kind, the synchronous drain is used if its self-test passes here, and the fallback otherwise.
 */
export function drive(machine: Machine, kind?: DrainKind): Promise<void> {
  return new Promise((resolve, reject) => {
    realSetImmediate(() => {
      try {
        if ((kind ?? (isTickComplete() ? 'tick' : 'next-tick')) === 'next-tick') {
          driveByNextTick(machine, resolve, reject);
          return;
        }
        if (!isTickComplete()) throw incomplete();
        driveByTick(machine);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });
}

function driveByTick(machine: Machine): void {
  if (machine.advanceMany !== undefined) while (machine.advanceMany(drainStep) > 0);
  else while (machine.advance()) drainStep(machine);
}

const drainNow = tickCallback as () => void;

function drainStep(machine: Pick<Machine, 'escaped'>): void {
  try {
    drainNow();
  } catch (error) {
    machine.escaped(error);
    drainAgain(machine);
  }
}

/** To the end: what were left would run in another execution. Callbacks that never end are for the watchdog. */
function drainAgain(machine: Pick<Machine, 'escaped'>): void {
  for (;;) {
    leaveTick();
    try {
      drainNow();
      return;
    } catch (error) {
      machine.escaped(error);
    }
  }
}

/** Why the mark's promise is rejected. */
const MARK: unknown = Object.freeze({ says: 'the microtasks of a step are done' });

/**
 * A tick that throws out of a drain is never left: the rest of the slice would run in its asynchronous context, and Node
 * ends a process with async hooks whose stack of contexts is not as it was. Node empties that stack itself once an
 * uncaught exception has been handled, so the drain that follows meets one of our own.
 */
function leaveTick(): void {
  leaveActor();
  realQueueMicrotask(() => {
    throw MARK;
  });
}

/** Whether an unhandled rejection or exception is the drain's own mark, and nothing that escaped from anywhere. */
export function isDrainMark(reason: unknown): boolean {
  return reason === MARK;
}

/**
 * Queueing the next step straight from a microtask would drain as well, but Node puts off unhandled rejections while a
 * tick is queued: they would all surface at the end, in no step, and those that a later step handles never.
 */
function driveByNextTick(machine: Machine, resolve: () => void, reject: (error: unknown) => void): void {
  let isListening = false;
  const proceed = (reason: unknown): void => {
    if (isDrainMark(reason)) realNextTick(tick);
  };
  const finish = (settle: () => void): void => {
    process.removeListener('unhandledRejection', proceed);
    settle();
  };
  const tick = (): void => {
    try {
      if (!machine.advance()) {
        finish(resolve);
        return;
      }
    } catch (error) {
      finish(() => reject(error));
      return;
    }
    // Only now: a machine may take over the listeners of this event as it begins.
    if (!isListening) process.on('unhandledRejection', proceed);
    isListening = true;
    void Promise.reject(MARK);
  };
  tick();
}

let isComplete: boolean | undefined;

/** Start-up self-test of the synchronous drain. Ask it where the drain will be used: inside a `setImmediate` callback. */
export function isTickComplete(): boolean {
  isComplete ??= isDrainComplete(tickCallback);
  return isComplete;
}

/** Whether `drain` finishes a promise chain of SELF_TEST_DEPTH awaits, mixed with ticks, in one call. */
export function isDrainComplete(drain: unknown): boolean {
  if (typeof drain !== 'function') return false;
  let depth = 0;
  const descend = async (): Promise<void> => {
    for (let i = 0; i < SELF_TEST_DEPTH; i++) {
      if (i % 100 === 50) await new Promise<void>((resolve) => realNextTick(resolve));
      else await undefined;
      depth++;
    }
  };
  void descend();
  drain.call(process);
  return depth === SELF_TEST_DEPTH;
}

function incomplete(): RacelineError {
  return new RacelineError('ERR_DRAIN_INCOMPLETE', {
    what: 'the synchronous microtask drain left work behind',
    why: `process._tickCallback() on Node ${process.version} did not finish ${SELF_TEST_DEPTH} awaits in one call`,
    next: "Use drain: 'next-tick', which needs public API only.",
  });
}
