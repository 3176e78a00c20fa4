import { promiseHooks } from 'node:v8';
import { memoryLog } from './memory-log.ts';

/** Promises that are part of something tracked. */
let watched = new WeakSet<Promise<unknown>>();
let stop: (() => void) | null = null;

/**
 * Sees to it that the step which settles this promise counts as touching everything: whoever awaits it goes on in that
 * step, or at once when it comes later. A handler of our own would hide that nobody handles a rejection; the runtime's
 * hook sees it from outside.
 */
export function watchSettlement(promise: Promise<unknown>): void {
  watched.add(promise);
  // The hook makes every promise of the process slower, so it is there only as long as somebody listens.
  stop ??= promiseHooks.onSettled(settled) as () => void;
}

function settled(promise: Promise<unknown>): void {
  const log = memoryLog();
  if (log !== null) {
    if (watched.has(promise)) log.touchesEverything();
  } else if (stop !== null) {
    stop();
    stop = null;
    watched = new WeakSet();
  }
}
