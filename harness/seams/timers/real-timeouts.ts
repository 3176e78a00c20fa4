import { currentActor } from '../../engine/current-actor.ts';
import { takeOver } from '../../engine/leak-detector.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { VirtualTimeout } from './handle.ts';
import { coerceDelay } from './operation.ts';

/** Node's own `Timeout`, as far as it shows what it is to call. */
interface RealTimeout {
  /** Null once it is cleared. */
  _onTimeout: ((...args: unknown[]) => void) | null;
  _timerArgs?: readonly unknown[];
  _repeat: number | null;
  /** Read when Node puts it in its list, right after it is made. */
  _idleTimeout: number;
  hasRef(): boolean;
}

/**
 * Timers that an actor gets without the seam: from Node's own code (`execFile` with a timeout), or from a module that took its
 * `setTimeout` before the seam was there. The real one goes by at once and does nothing; a virtual one calls.
 */
// Node keeps timers in lists by their delay, and nothing outside takes one out of its list but the list's own time. So it gets the shortest.
export function installRealTimeouts(): void {
  takeOver<RealTimeout>('Timeout', (timeout) => {
    const actor = currentActor();
    const { _onTimeout: callback, _timerArgs: args = [], _repeat: repeat, _idleTimeout: ms } = timeout;
    if (actor === undefined || callback === null) return false;
    timeout._onTimeout = () => {};
    timeout._repeat = null;
    timeout._idleTimeout = 1;
    // As Node calls it: with the timer for `this`, in the context of whoever set it.
    const call = bindCallback(() => callback.apply(timeout, [...args]));
    const repeats = repeat !== null;
    const virtual = new VirtualTimeout(actor, coerceDelay(ms), { repeats, isRef: timeout.hasRef() });
    virtual.start(() => {
      if (timeout._onTimeout === null) virtual.close();
      else call();
    });
    // What code does with it from here on, through these methods.
    for (const name of ['ref', 'unref', 'hasRef', 'refresh'] as const) {
      Object.assign(timeout, {
        [name]: () => {
          const answer = virtual[name]();
          return typeof answer === 'boolean' ? answer : timeout;
        },
      });
    }
    return true;
  });
}
