import { currentActor } from '../../engine/current-actor.ts';
import { takeOver } from '../../engine/leak-detector.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { VirtualImmediate } from './handle.ts';

/** Node's own `Immediate`, as far as it shows what it is to call. */
interface RealImmediate {
  /** Null once it is cleared, or over. */
  _onImmediate: ((...args: unknown[]) => void) | null;
  _argv?: readonly unknown[] | null;
}

/**
 * Immediates that an actor gets without the seam: from Node's own code (`Blob.stream` from Node 24 on), or from a module that took
 * its `setImmediate` before the seam was there. The real one goes by and does nothing; a virtual one calls.
 */
export function installRealImmediates(): void {
  takeOver<RealImmediate>('Immediate', (immediate) => {
    const actor = currentActor();
    const { _onImmediate: callback, _argv: args } = immediate;
    if (actor === undefined || callback === null) return;
    let hasGoneBy = false;
    immediate._onImmediate = () => {
      hasGoneBy = true;
    };
    const call = bindCallback(() => callback.apply(immediate, [...(args ?? [])]));
    new VirtualImmediate(actor).start(() => {
      const isCleared = !hasGoneBy && immediate._onImmediate === null;
      if (!isCleared) call();
    });
  });
}
