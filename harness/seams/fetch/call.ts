import { runAs } from '../../engine/current-actor.ts';
import { RacelineError, scenarioThrew } from '../../engine/errors.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import { ArrivingBody } from '../../world/network/arriving-body.ts';
import type { BodySource } from '../../world/network/body-source.ts';
import { type Break, breakError } from '../../world/network/broken-connection.ts';
import { type HttpClient, HttpOperation } from '../../world/network/http-operation.ts';
import { CHUNK_MS, type RespondReply } from '../../world/network/reply.ts';
import type { Server } from '../../world/network/upstream.ts';
import { worldFor } from '../../world/world.ts';
import { BODILESS } from './bodiless.ts';
import { peerAt } from './peer.ts';
import { afterRedirect } from './redirect.ts';
import type { Outgoing } from './request.ts';
import { errorAfterArrival, ReceivedResponse, type ResponseHead, WholeResponse } from './response.ts';

const INSTEAD_OF_REDIRECT = "give fetch a string or bytes, or call it with redirect: 'manual'";

/** One call of `fetch`, from the request to the end of the body: what its signal aborts. */
export class FetchCall implements HttpClient {
  private readonly actor: Actor;
  private server: Server;
  private outgoing: Outgoing;
  private operation: HttpOperation;
  private readonly resolve: (response: Response) => void;
  private readonly reject: (error: unknown) => void;
  private readonly onAbort: (() => void) | null;
  private redirects = 0;
  private body: ArrivingBody | null = null;
  /** A body that has arrived, and that nobody has read yet. */
  private unread: { abort(reason: unknown): void } | null = null;

  constructor(
    actor: Actor,
    server: Server,
    outgoing: Outgoing,
    settle: { resolve: (response: Response) => void; reject: (error: unknown) => void },
  ) {
    this.actor = actor;
    this.server = server;
    this.outgoing = outgoing;
    this.resolve = settle.resolve;
    this.reject = settle.reject;
    this.operation = new HttpOperation(actor, server, outgoing.request, this);
    this.onAbort = outgoing.signal === null ? null : () => this.abort();
    if (this.onAbort !== null) outgoing.signal?.addEventListener('abort', this.onAbort, { once: true });
    actor.execution.issue(this.operation);
  }

  responded(reply: RespondReply, source: BodySource | null): void {
    if (this.isRedirected(reply)) {
      source?.abandon();
      return;
    }
    try {
      this.resolve(this.respond(reply, source));
    } catch (error) {
      // A header that no server can send: the scenario's mistake, which a catch must not hide.
      const what = `the scenario's upstream ${this.server.name} gave a reply that cannot be sent`;
      this.actor.execution.escaped(scenarioThrew(what, error, 'Correct its headers.'), this.actor);
      this.reject(new TypeError('fetch failed', { cause: error }));
    }
    if (this.body === null && this.unread === null) this.forgetSignal();
  }

  connectionBroke(how: Break): void {
    this.fail(breakError(how, peerAt(this.actor, this.outgoing.url)));
  }

  private respond(reply: RespondReply, source: BodySource | null): Response {
    const { url } = this.outgoing;
    const head = { status: reply.status, headers: reply.headers, url, redirected: this.redirects > 0 };
    if (BODILESS.has(reply.status) || this.outgoing.method === 'HEAD') {
      source?.abandon();
      return new ReceivedResponse(null, head);
    }
    if (source === null)
      return typeof reply.body === 'string' ? this.whole(reply.body, head) : new ReceivedResponse(null, head);
    // A stream that was complete before its head arrived, in one piece, is what a single string is.
    if (source.isStreamed && source.end === 'close' && source.chunks.length < 2) {
      return new ReceivedResponse(this.arrived(source.chunks[0] ?? new Uint8Array()), head);
    }
    const chunkMs = reply.chunkMs ?? CHUNK_MS;
    this.body = new ArrivingBody(this.actor, this.server, source, chunkMs, () => this.forgetSignal());
    return new ReceivedResponse(this.body.stream, head);
  }

  private arrived(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | ReadableStream {
    if (this.onAbort === null || bytes.byteLength === 0) return bytes;
    return new ReadableStream({
      type: 'bytes',
      start: (controller) => {
        controller.enqueue(bytes);
        this.unread = { abort: (reason) => controller.error(errorAfterArrival(reason)) };
      },
      pull: (controller) => {
        controller.close();
        this.forgetSignal();
      },
    });
  }

  private whole(text: string, head: ResponseHead): WholeResponse {
    if (this.onAbort === null) return new WholeResponse(text, head);
    const response = new WholeResponse(text, head, () => {
      this.unread = null;
      this.forgetSignal();
    });
    this.unread = response;
    return response;
  }

  /** Whether the reply is not the answer: the call goes on elsewhere, or has failed. */
  private isRedirected(reply: RespondReply): boolean {
    const next = afterRedirect(reply, this.outgoing, this.redirects);
    if (next === null) return false;
    if (next.kind === 'follow') this.goTo(next.outgoing);
    else if (next.kind === 'fail') this.fail(next.cause);
    else this.refuse();
    return true;
  }

  private goTo(outgoing: Outgoing): void {
    try {
      this.server = serverOf(this.actor, outgoing.url);
    } catch (error) {
      this.forgetSignal();
      this.reject(error);
      return;
    }
    this.redirects++;
    this.outgoing = outgoing;
    this.operation = new HttpOperation(this.actor, this.server, outgoing.request, this);
    this.actor.execution.issue(this.operation);
  }

  private fail(cause: Error): void {
    this.forgetSignal();
    this.reject(new TypeError('fetch failed', { cause }));
  }

  private refuse(): void {
    const { href } = this.outgoing.url;
    this.forgetSignal();
    const error = new RacelineError('ERR_UNSUPPORTED_CALL', {
      what: `${href} answered a request that has a stream for its body with a redirect`,
      why: 'the fetch seam cannot send that body again',
      next: `${INSTEAD_OF_REDIRECT}.`,
    });
    const advice = `whose request has a stream for its body; ${INSTEAD_OF_REDIRECT}`;
    runAs(this.actor, () => reportLeak(`a redirect of ${href}`, advice));
    this.reject(error);
  }

  private abort(): void {
    const reason: unknown = this.outgoing.signal?.reason;
    if (this.unread !== null) this.unread.abort(reason);
    else if (this.body !== null) this.body.abort(this.body.isOver ? errorAfterArrival(reason) : reason);
    else {
      this.operation.withdraw();
      this.reject(reason);
    }
  }

  private forgetSignal(): void {
    if (this.onAbort !== null) this.outgoing.signal?.removeEventListener('abort', this.onAbort);
  }
}

/** The upstream at this address. Throws, and names the request, if there is none. */
export function serverOf(actor: Actor, url: URL): Server {
  const { network } = worldFor(actor.execution);
  const server = network.serverAt(url);
  if (server !== undefined) return server;
  // A fault of the scenario's, not of the code, which may expect requests to fail: no verdict rests on this execution.
  runAs(actor, () => reportLeak(`a request to ${url.origin}`, `which has no upstream; ${network.addUpstream(url)}`));
  throw network.noUpstream(url);
}
