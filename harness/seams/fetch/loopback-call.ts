import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { connectionCut } from '../../world/network/broken-connection.ts';
import { pairsOf } from '../../world/network/pairs.ts';
import { worldOf } from '../../world/world.ts';
import { BODILESS } from './bodiless.ts';
import { decodersOf } from './decoders.ts';
import { afterRedirect } from './redirect.ts';
import { type Outgoing, sentText } from './request.ts';
import { ReceivedResponse } from './response.ts';

/** How long undici keeps a connection that nobody uses, in ms. */
const KEEP_ALIVE_MS = 4_000;
const agents = new WeakMap<SimProcess, http.Agent>();

export function isOnLoopback(actor: Actor, url: URL): boolean {
  return worldOf(actor.execution)?.network.isOnLoopback(url) === true;
}

/** One call of `fetch` to a server on the simulated loopback, by way of `node:http`, which stands on the same sockets. */
export class LoopbackCall {
  private readonly actor: Actor;
  private outgoing: Outgoing;
  private readonly resolve: (response: Response) => void;
  private readonly reject: (error: unknown) => void;
  private readonly onAbort: () => void;
  private request: ClientRequest;
  private redirects = 0;
  private body: ReadableStreamController<Uint8Array> | null = null;

  constructor(
    actor: Actor,
    outgoing: Outgoing,
    settle: { resolve: (response: Response) => void; reject: (error: unknown) => void },
  ) {
    this.actor = actor;
    this.outgoing = outgoing;
    this.resolve = settle.resolve;
    this.reject = settle.reject;
    this.onAbort = () => this.abort();
    outgoing.signal?.addEventListener('abort', this.onAbort, { once: true });
    this.request = this.send();
  }

  /** Headers are those of undici, ready made, so that `node:http` adds none but what it must. */
  private send(): ClientRequest {
    const { url, method, request } = this.outgoing;
    const headers = Object.fromEntries(request.headers);
    const sent = http.request(url, { method, headers, agent: agentOf(this.actor), setHost: false });
    sent.on('response', (response) => this.respond(response));
    sent.on('error', (error) => this.fail('fetch failed', error));
    const text = sentText(request);
    if (text !== undefined) sent.end(text ?? undefined);
    else Readable.fromWeb(request.body as never).pipe(sent);
    return sent;
  }

  private respond(response: IncomingMessage): void {
    const { statusCode: status = 0, statusMessage } = response;
    const headers = pairsOf(response.rawHeaders).map(([name, value]): [string, string] => [name, value]);
    const next = afterRedirect({ status, headers }, this.outgoing, this.redirects);
    if (next !== null) {
      response.resume();
      if (next.kind === 'follow') this.follow(next.outgoing);
      else this.fail('fetch failed', next.kind === 'fail' ? next.cause : new Error('body cannot be sent again'));
      return;
    }
    const { method, url } = this.outgoing;
    const head = { status, statusText: statusMessage ?? '', headers, url, redirected: this.redirects > 0 };
    if (BODILESS.has(status) || method === 'HEAD') {
      response.resume();
      this.forgetSignal();
      this.resolve(new ReceivedResponse(null, head));
      return;
    }
    this.resolve(new ReceivedResponse(this.streamOf(this.decoded(response)), head));
  }

  private decoded(response: IncomingMessage): Readable {
    const decoders = decodersOf(response.headers['content-encoding']);
    if (decoders.length === 0) return response;
    const told = (error: NodeJS.ErrnoException | null | undefined): void => {
      if (error) this.fail('terminated', error);
    };
    return pipeline([response, ...decoders], told) as unknown as Readable;
  }

  /** What nobody reads waits in the connection, as undici has it: the stream asks for more when it is read. */
  private streamOf(response: Readable): ReadableStream {
    response.on('error', (error) => this.fail('terminated', error));
    return new ReadableStream({
      type: 'bytes',
      start: (controller) => {
        this.body = controller;
        response.on('data', (bytes: Buffer) => {
          controller.enqueue(new Uint8Array(bytes));
          if ((controller.desiredSize ?? 0) <= 0) response.pause();
        });
        response.on('end', () => this.end(controller));
      },
      pull: () => void response.resume(),
      cancel: () => {
        this.forgetSignal();
        response.destroy();
      },
    });
  }

  /** `close` alone leaves a reader waiting that has given a buffer of its own. */
  private end(controller: ReadableByteStreamController): void {
    this.forgetSignal();
    this.body = null;
    controller.close();
    controller.byobRequest?.respond(0);
  }

  private follow(outgoing: Outgoing): void {
    this.redirects++;
    this.outgoing = outgoing;
    if (isOnLoopback(this.actor, outgoing.url)) this.request = this.send();
    else this.fail('fetch failed', new Error(`a redirect from the loopback to ${outgoing.url.origin}`));
  }

  /** `fetch` rejects if there is no head yet, and reading the body if there is; either does nothing where it comes too late. */
  private fail(says: 'fetch failed' | 'terminated', error: NodeJS.ErrnoException): void {
    this.forgetSignal();
    const isCut = error.code === 'ECONNRESET' && error.syscall === undefined;
    const failure = new TypeError(says, { cause: isCut ? connectionCut() : error });
    this.reject(failure);
    this.body?.error(failure);
    this.body = null;
  }

  private abort(): void {
    const reason: unknown = this.outgoing.signal?.reason;
    this.reject(reason);
    this.body?.error(reason);
    this.body = null;
    this.request.destroy();
  }

  private forgetSignal(): void {
    this.outgoing.signal?.removeEventListener('abort', this.onAbort);
  }
}

/** One pool of connections a process, as undici's global dispatcher is. */
function agentOf({ process }: Actor): http.Agent {
  const known = agents.get(process) ?? new http.Agent({ keepAlive: true, timeout: KEEP_ALIVE_MS });
  agents.set(process, known);
  return known;
}
