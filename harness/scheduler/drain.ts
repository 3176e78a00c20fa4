import { RacelineError } from '../errors.ts';

/**
 * How the microtasks of a step are run to the last one.
 * - `tick`: `process._tickCallback()`, which drains everything synchronously when it is called from plain code inside one
 *   `setImmediate` callback (and does nothing after an `await` or at a module's top level).
 * - `next-tick`: public API only. The next step is queued from a microtask through `process.nextTick`, which Node runs
 *   only when the microtask queue is empty. As exact, 1.4 times slower.
 * A fixed number of `await Promise.resolve()` hops is never enough: code may await deeper than any number.
 */
export type DrainKind = 'tick' | 'next-tick';

/** Work that needs its microtasks drained between two calls. */
export interface Machine {
  /** Works up to the next point at which microtasks must run. False: finished. */
  advance(): boolean;
  /** An exception that a microtask or tick callback let escape while draining. */
  escaped(error: unknown): void;
}

const realSetImmediate = globalThis.setImmediate;
const realNextTick = process.nextTick.bind(process);
const realQueueMicrotask = globalThis.queueMicrotask;
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
  const drain = tickCallback as () => void;
  while (machine.advance()) {
    try {
      drain();
    } catch (error) {
      machine.escaped(error);
      drainAgain(machine, drain);
    }
  }
}

/** Callbacks that throw in a drain, one after the other: bounded so that a broken runtime cannot spin here. */
const ESCAPES_MAX = 1_000;

function drainAgain(machine: Machine, drain: () => void): void {
  for (let escapes = 0; escapes < ESCAPES_MAX; escapes++) {
    try {
      drain();
      return;
    } catch (error) {
      machine.escaped(error);
    }
  }
}

function driveByNextTick(machine: Machine, resolve: () => void, reject: (error: unknown) => void): void {
  const tick = (): void => {
    try {
      if (machine.advance()) realQueueMicrotask(queueTick);
      else resolve();
    } catch (error) {
      reject(error);
    }
  };
  const queueTick = (): void => realNextTick(tick);
  tick();
}

let isComplete: boolean | undefined;

/** Start-up self-test: a drain must finish a promise chain of SELF_TEST_DEPTH awaits, mixed with ticks, in one call. */
export function isTickComplete(): boolean {
  isComplete ??= testTick();
  return isComplete;
}

function testTick(): boolean {
  if (typeof tickCallback !== 'function') return false;
  let depth = 0;
  const descend = async (): Promise<void> => {
    for (let i = 0; i < SELF_TEST_DEPTH; i++) {
      if (i % 100 === 50) await new Promise<void>((resolve) => realNextTick(resolve));
      else await undefined;
      depth++;
    }
  };
  void descend();
  tickCallback.call(process);
  return depth === SELF_TEST_DEPTH;
}

function incomplete(): RacelineError {
  return new RacelineError('ERR_DRAIN_INCOMPLETE', {
    what: 'the synchronous microtask drain left work behind',
    why: `process._tickCallback() on Node ${process.version} did not finish ${SELF_TEST_DEPTH} awaits in one call`,
    next: "Use drain: 'next-tick', which needs public API only.",
  });
}
