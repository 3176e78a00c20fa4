import { currentActor } from '../../engine/current-actor.ts';
import { patch } from '../../engine/patch.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { VirtualTimeout } from './handle.ts';
import { coerceDelay } from './operation.ts';

/** Node accepts delays up to an unsigned 32-bit integer here. */
const DELAY_MAX = 2 ** 32 - 1;

/** Puts a dispatcher in place of `AbortSignal.timeout`, whose timer is Node's own and beyond the reach of any other seam. */
export function installAbortSignalSeam(): void {
  patch<(delay: number) => AbortSignal>(AbortSignal, 'timeout', (original) => (delay) => {
    const actor = currentActor();
    const isValid = Number.isInteger(delay) && delay >= 0 && delay <= DELAY_MAX;
    if (actor === undefined || !isValid) return original.call(AbortSignal, delay);
    const controller = new AbortController();
    // Unref'ed, as in Node: nothing stays alive in order to be aborted.
    const timer = new VirtualTimeout(actor, coerceDelay(delay), { repeats: false, isRef: false });
    timer.start(
      bindCallback(() => {
        controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
      }),
    );
    return controller.signal;
  });
}
