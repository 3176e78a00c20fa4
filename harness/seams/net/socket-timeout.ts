import net from 'node:net';
import { currentActor, runAsHarness } from '../../engine/current-actor.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { replaceMethod } from '../dispatch/dispatch.ts';
import { VirtualTimeout } from '../timers/handle.ts';
import { coerceDelay } from '../timers/operation.ts';
import { native } from './native.ts';
import { isTcpHandle } from './tcp-handle.ts';

/** `socket.setTimeout` on the virtual clock: Node's own restarts whatever timer the socket has with each activity. */
export function installSocketTimeout(): void {
  replaceMethod<net.Socket>(net.Socket.prototype, 'setTimeout', (socket, args, original) => {
    const actor = currentActor();
    if (actor === undefined || !isSimulated(socket)) return Reflect.apply(original, socket, args);
    const [ms, callback] = args;
    // Node refuses, in its words, what is no delay and no function; with 0 it clears no timer of ours, and sets none.
    if (!isDelay(ms) || (callback !== undefined && typeof callback !== 'function')) {
      runAsHarness(() => Reflect.apply(original, new net.Socket(), args));
    }
    if (socket.destroyed) return socket;
    const { timeout } = native();
    clearTimeout(Reflect.get(socket, timeout) as NodeJS.Timeout);
    Reflect.set(socket, 'timeout', ms);
    if (ms === 0) {
      if (typeof callback === 'function') socket.removeListener('timeout', callback as () => void);
      return socket;
    }
    const timer = new VirtualTimeout(actor, coerceDelay(ms), { repeats: false, isRef: false });
    const fire = bindCallback(() => (socket as unknown as { _onTimeout(): void })._onTimeout());
    Reflect.set(socket, timeout, timer.start(fire));
    if (typeof callback === 'function') socket.once('timeout', callback as () => void);
    return socket;
  });
}

/** One that has a real handle is outside; one without has not connected yet. */
function isSimulated(socket: net.Socket): boolean {
  const handle: unknown = Reflect.get(socket, '_handle');
  return handle === null || handle === undefined || isTcpHandle(handle);
}

/** What needs no word from Node. */
function isDelay(ms: unknown): boolean {
  return typeof ms === 'number' && ms >= 0 && Number.isFinite(ms);
}
