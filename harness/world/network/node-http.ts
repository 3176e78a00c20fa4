import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import type * as Msw from 'msw';
import type * as MswNode from 'msw/node';
import { currentActor } from '../../engine/current-actor.ts';
import { publishPatches } from '../../engine/patch.ts';
import { CODES } from './broken-connection.ts';

/**
 * The route from `node:http` to the simulated upstreams, for clients that do not call `fetch`: axios, got, SDKs of their
 * own. msw turns a `ClientRequest` into a `Request`; the fetch seam does the rest, so the steps are the same.
 */

let isServing = false;

/** Puts msw between `http.request` and the network, once and for the life of the process; without an actor it passes through. */
export function serveNodeHttp(): void {
  if (isServing) return;
  isServing = true;
  // Loaded here and not above: it takes 100 ms, and a scenario's setup cannot wait for an import.
  const require = createRequire(import.meta.url);
  const { http, HttpResponse, passthrough } = require('msw') as typeof Msw;
  const { setupServer } = require('msw/node') as typeof MswNode;
  const server = setupServer(
    http.all('*', async ({ request }) => {
      const actor = currentActor();
      if (actor === undefined) return passthrough();
      // Its sockets are simulated by themselves. By way of `fetch`, which uses node:http there, it would come back here for ever.
      if (isOnLoopback(actor.execution.world, new URL(request.url))) return passthrough();
      const answered = await answer(request);
      return answered ?? HttpResponse.error();
    }),
  );
  const own = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  server.listen({ onUnhandledRequest: 'bypass' });
  // msw would intercept `fetch` as well, whose own seam is 50 times faster.
  if (own !== undefined) Object.defineProperty(globalThis, 'fetch', own);
  // For code that imported `request` by name.
  publishPatches();
}

/** Null: the connection broke, and the client request has been told. */
async function answer(request: Request): Promise<Response | null> {
  const clientRequest = rawRequest(request);
  const abort = new AbortController();
  // Destroyed by its owner (a timeout, an abort): the simulated connection goes with it.
  clientRequest?.once('close', () => abort.abort());
  // Read here, as the client's code: an upstream that did would run the client's callbacks under its own name.
  const body = request.body === null ? null : await request.arrayBuffer();
  try {
    return await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body,
      redirect: 'manual',
      signal: abort.signal,
    });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (clientRequest === undefined || abort.signal.aborted) return null;
    clientRequest.destroy(asOfNodeHttp(cause));
    return null;
  }
}

/** Where the other side closes the connection too early, node:http says so in words of its own. */
function asOfNodeHttp(cause: unknown): Error {
  if (!(cause instanceof Error)) return new Error(String(cause));
  if (!('code' in cause) || cause.code !== CODES.cut) return cause;
  return Object.assign(new Error('socket hang up'), { code: CODES.reset });
}

/** The client's own object, which msw keeps for its `getRawRequest` under a symbol that it does not export. */
function rawRequest(request: Request): ClientRequest | undefined {
  const key = Object.getOwnPropertySymbols(request).find(({ description }) => description === 'kRawRequest');
  return key === undefined ? undefined : (Reflect.get(request, key) as ClientRequest | undefined);
}

/** Of the execution's world, as far as it matters here: that module imports this one. */
function isOnLoopback(world: object | null, url: URL): boolean {
  const { network } = (world ?? {}) as { network?: { isOnLoopback(url: URL): boolean } };
  return network?.isOnLoopback(url) === true;
}
