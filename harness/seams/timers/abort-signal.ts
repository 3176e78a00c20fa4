import type { Actor } from '../../engine/operation.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { VirtualTimeout } from './handle.ts';
import { coerceDelay } from './operation.ts';

/** Node accepts delays up to an unsigned 32-bit integer here. */
const DELAY_MAX = 2 ** 32 - 1;

/** Puts a dispatcher in place of `AbortSignal.timeout`, whose timer is Node's own and beyond the reach of any other seam. */
export function installAbortSignalSeam(): void {
  dispatch(AbortSignal, 'timeout', (actor, [delay]) => {
    const isValid = Number.isInteger(delay) && Number(delay) >= 0 && Number(delay) <= DELAY_MAX;
    return isValid ? signalAfter(actor, coerceDelay(delay)) : PASS_THROUGH;
  });
}

function signalAfter(actor: Actor, delayMs: number): AbortSignal {
  const controller = new AbortController();
  // Unref'ed, as in Node: nothing stays alive in order to be aborted.
  const timer = new VirtualTimeout(actor, delayMs, { repeats: false, isRef: false });
  timer.start(
    bindCallback(() => {
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }),
  );
  return controller.signal;
}
