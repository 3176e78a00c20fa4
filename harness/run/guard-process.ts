import { leaveActor } from '../engine/current-actor.ts';
import { isDrainMark } from '../engine/drain.ts';

/** Events that code under test may cause and that a test runner or Node itself would otherwise act on. */
const EVENTS = ['unhandledRejection', 'uncaughtException', 'rejectionHandled', 'warning'] as const;

const { apply } = Function.prototype;

type Listener = (...args: unknown[]) => void;

/**
 * Takes over the process's last-resort events for a slice of exploration and hands what escapes to `escaped`, which
 * attributes it to the step in progress. Returns the function that gives the events back to their listeners.
 */
export function guardProcess(escaped: (error: unknown) => void): () => void {
  const before = EVENTS.map((event) => process.rawListeners(event as 'warning') as Listener[]);
  const report: Listener = (error) => {
    if (!isDrainMark(error)) escaped(error);
  };
  // After an uncaught exception Node calls setImmediate, still in the context of the code that threw.
  const reportAndLeave: Listener = (error) => {
    report(error);
    leaveActor();
  };
  const ours: readonly Listener[] = [report, reportAndLeave, () => {}, () => {}];
  // Node calls listeners by their `apply`, and one that throws here ends the process.
  for (const listener of ours) Object.defineProperty(listener, 'apply', { value: apply });
  EVENTS.forEach((event, i) => {
    process.removeAllListeners(event);
    process.on(event as 'warning', ours[i] as Listener);
  });
  return () => {
    EVENTS.forEach((event, i) => {
      process.removeListener(event, ours[i] as Listener);
      for (const listener of before[i] ?? []) process.on(event as 'warning', listener);
    });
  };
}
