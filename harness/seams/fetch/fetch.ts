import type { Actor } from '../../engine/operation.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import { FetchCall, serverOf } from './call.ts';
import { isOnLoopback, LoopbackCall } from './loopback-call.ts';
import { outgoing } from './request.ts';

type Fetch = typeof globalThis.fetch;

/**
 * Puts a dispatcher in place of `fetch`: an actor's request goes to the scenario's upstreams, in steps of its own, or to a
 * server that the code under test runs.
 *
 * Not covered of the real one: undici's own limits (300 s for the head, 300 s between chunks, six
 * connections and so on: a simulated connection is always there and waits for ever), compression, cookies, caches,
 * `integrity`, dispatchers, proxies, and the difference between a refused connection, TLS and DNS errors. A request body
 * reaches the upstream whole, in one step.
 */
export function installFetchSeam(): void {
  dispatch<Fetch>(globalThis, 'fetch', controlledFetch);
}

function controlledFetch(actor: Actor, [input, init]: Parameters<Fetch>, original: Fetch): Promise<Response> {
  // What the executor throws, `new Request` above all, rejects the promise: `fetch` never throws.
  return new Promise((resolve, reject) => {
    const call = outgoing(input, init);
    if (call.signal?.aborted === true) throw call.signal.reason;
    // data: and blob: URLs touch no network.
    if (call.url.protocol !== 'https:' && call.url.protocol !== 'http:') {
      resolve(original(input, init));
      return;
    }
    if (isOnLoopback(actor, call.url)) new LoopbackCall(actor, call, { resolve, reject });
    else new FetchCall(actor, serverOf(actor, call.url), call, { resolve, reject });
  });
}
