import { leaveActor } from '../engine/current-actor.ts';
import { isDrainMark } from '../engine/drain.ts';
import { rejectionHandled, rejectionSurfaced, warningSurfaced } from '../seams/process/last-resort.ts';

/** Events that code under test may cause and that a test runner or Node itself would otherwise act on. */
const EVENTS = ['unhandledRejection', 'uncaughtException', 'rejectionHandled', 'warning'] as const;

/** Taken in time: code under test may replace it. */
const { apply } = Reflect;

type Listener = (...args: unknown[]) => unknown;

/**
 * Takes over the process's last-resort events for a slice of exploration and hands what escapes to `escaped`, which
 * attributes it to the step in progress. Returns the function that gives the events back to their listeners.
 */
export function guardProcess(escaped: (error: unknown) => void): () => void {
  const before = EVENTS.map((event) => ({ event, listeners: process.rawListeners(event as 'warning') as Listener[] }));
  const reportRejection: Listener = (reason, promise) => {
    if (!isDrainMark(reason)) rejectionSurfaced(reason, promise as object, escaped);
  };
  // After an uncaught exception Node calls setImmediate, still in the context of the code that threw.
  const reportAndLeave: Listener = (error) => {
    if (!isDrainMark(error)) escaped(error);
    leaveActor();
  };
  const ours: readonly Listener[] = [
    reportRejection,
    reportAndLeave,
    (promise) => rejectionHandled(promise as object),
    warningSurfaced,
  ];
  EVENTS.forEach((event, i) => {
    process.removeAllListeners(event);
    process.on(event as 'warning', ours[i] as Listener);
  });
  const releaseEmit = guardEmit((error) => {
    if (!isDrainMark(error)) escaped(error);
  });
  return () => {
    releaseEmit();
    before.forEach(({ event, listeners }, i) => {
      process.removeListener(event, ours[i] as Listener);
      for (const listener of listeners) process.on(event as 'warning', listener);
    });
  };
}

let realEmit: Listener = process.emit as Listener;
let tell: Listener = () => {};

/** One for the life of the process, so that what code under test puts in its place is seen. */
const safeEmit = function (this: unknown, ...args: unknown[]): unknown {
  try {
    return apply(realEmit, this, args);
  } catch (error) {
    const event = args[0];
    if (event === 'uncaughtExceptionMonitor') return false;
    if (event !== 'unhandledRejection' && event !== 'uncaughtException') throw error;
    tell(args[1]);
    return true;
  }
};

/**
 * Node's `process.emit`, and whatever others have wrapped around it (test runners do), may call what code under test has damaged.
 * What Node tells of then still arrives: it would end the process.
 */
function guardEmit(report: Listener): () => void {
  const before = Reflect.getOwnPropertyDescriptor(process, 'emit');
  realEmit = process.emit as Listener;
  tell = report;
  Object.defineProperty(process, 'emit', { value: safeEmit, writable: true, configurable: true, enumerable: false });
  return () => {
    if (before === undefined) Reflect.deleteProperty(process, 'emit');
    else Object.defineProperty(process, 'emit', before);
  };
}
