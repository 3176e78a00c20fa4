import { RacelineError } from '../../engine/errors.ts';
import { isBreak } from './broken-connection.ts';

/** A span of virtual time in ms that the scheduler may choose from. */
export type SpanMs = readonly [min: number, max: number];

/** What an upstream does with a request. */
export type Reply =
  | RespondReply
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Breaks the connection before the head: `fetch` rejects, and its `cause` says how. Default: `reset`, ECONNRESET. */
  | { readonly kind: 'reset'; readonly how?: 'reset' | 'cut' | 'refused' | 'unknown-host' };

/** An answer with a head and, perhaps, a body. */
export interface RespondReply extends RespondOptions {
  readonly kind: 'respond';
  /** 200 to 599. A reply with any other makes the scenario's upstream the error, and the client gets a 500. */
  readonly status: number;
  /**
   * One string arrives together with the head, in one step: most bodies fit a packet. A list of strings arrives chunk by
   * chunk, each in a step of its own. A stream arrives as it is produced, with the head if it is complete by then.
   */
  readonly body?: string | readonly string[] | ReadableStream<Uint8Array>;
}

/** What `respond`, `json` and `stream` take beside status and body. */
export interface RespondOptions {
  /** As `new Headers` takes them; what it refuses is an error of the scenario. */
  readonly headers?: HeadersInit;
  /**
   * When the head arrives, in ms of virtual time, counted from the moment the request was made and never before it
   * reached the upstream; the time that an asynchronous upstream takes is added. Default: the upstream's.
   */
  readonly latencyMs?: SpanMs;
  /** How long after the head, or the chunk before it, each chunk arrives, in ms of virtual time. Default: 1 to 100. */
  readonly chunkMs?: SpanMs;
  /**
   * What follows the last chunk, by default `close`: `reset` (ECONNRESET) and `cut` (UND_ERR_SOCKET, as on a connection that was to
   * be kept alive) break the connection in mid-body, `hang` leaves it open in silence.
   */
  readonly end?: 'close' | 'reset' | 'cut' | 'hang';
}

/** Default of `chunkMs`. Not from 0, or a stream without end could keep the clock from moving. */
export const CHUNK_MS: SpanMs = [1, 100];

/** A real response as a reply, `Response.error()` as a reset. Its body arrives as it is produced. */
export function replyOf(response: Response): Reply {
  if (response.type === 'error') return reset();
  const { status, headers, body } = response;
  return body === null ? { kind: 'respond', status, headers } : { kind: 'respond', status, headers, body };
}

/** The usual reply: `respond(200, 'pong')`. */
export function respond(status: number, body?: string | readonly string[], options: RespondOptions = {}): RespondReply {
  return body === undefined ? { kind: 'respond', status, ...options } : { kind: 'respond', status, body, ...options };
}

/** 200, or another status, with a JSON body; `content-type` says so unless the headers name another. */
export function json(value: unknown, options: RespondOptions & { readonly status?: number } = {}): RespondReply {
  const { status = 200, headers, ...rest } = options;
  return {
    kind: 'respond',
    status,
    body: JSON.stringify(value),
    headers: headers === undefined ? JSON_HEADERS : withDefault(headers, 'content-type', JSON_TYPE),
    ...rest,
  };
}

const JSON_TYPE = 'application/json';
const JSON_HEADERS: HeadersInit = { 'content-type': JSON_TYPE };

/**
 * 429 with `retry-after` in seconds.
 *
 * @example
 * ```ts
 * import { json, rateLimited, type Upstream } from 'raceline';
 *
 * const busyAtFirst: Upstream = (_request, { n }) =>
 *   n === 1 ? rateLimited(30) : json({ ok: true }, { latencyMs: [100, 500] });
 * // In setup: env.network.upstream('https://api.example', busyAtFirst);
 * console.log(rateLimited(30).status); // 429
 * ```
 */
export function rateLimited(retryAfterSeconds: number): RespondReply {
  return { kind: 'respond', status: 429, headers: { 'retry-after': String(retryAfterSeconds) } };
}

/** A 5xx without a body. */
export function serverError(status = 500): RespondReply {
  return { kind: 'respond', status };
}

/** Never answers: a fault, so that an actor left waiting for it is no deadlock. */
export function hang(): Reply {
  return { kind: 'hang' };
}

/**
 * Breaks the connection before the head. `how`, and the code that the client finds in its error: `reset` (ECONNRESET), `cut` (the other
 * side closes it: UND_ERR_SOCKET; ECONNRESET for node:http), `refused` (ECONNREFUSED), `unknown-host` (ENOTFOUND).
 */
export function reset(how: 'reset' | 'cut' | 'refused' | 'unknown-host' = 'reset'): Reply {
  return { kind: 'reset', how };
}

/** 200 whose body arrives chunk by chunk. */
export function stream(chunks: readonly string[], options: RespondOptions = {}): RespondReply {
  return { kind: 'respond', status: 200, body: chunks, ...options };
}

function withDefault(headers: HeadersInit, name: string, value: string): Headers {
  const made = new Headers(headers);
  if (!made.has(name)) made.set(name, value);
  return made;
}

const STATUS_MIN = 200;
const STATUS_MAX = 599;

/** Refuses a reply that no server can give; `upstream` is its name. */
export function checkReply(reply: Reply, upstream: string): void {
  const kind: unknown = reply?.kind;
  if (kind === 'reset') checkBreak((reply as { how?: unknown }).how, upstream);
  if (kind === 'hang' || kind === 'reset') return;
  if (kind !== 'respond') throw badReply(upstream, 'it is no Response, and none of respond, hang and reset');
  const { status, latencyMs, chunkMs } = reply as RespondReply;
  if (!Number.isInteger(status) || status < STATUS_MIN || status > STATUS_MAX) {
    throw badReply(upstream, `its status ${status} is not in ${STATUS_MIN}..${STATUS_MAX}`);
  }
  if (latencyMs !== undefined) checkSpan(latencyMs, `the latencyMs of a reply of ${upstream}`);
  if (chunkMs !== undefined) checkSpan(chunkMs, `the chunkMs of a reply of ${upstream}`);
}

function checkBreak(how: unknown, upstream: string): void {
  if (how === undefined || isBreak(how)) return;
  throw badReply(upstream, `a connection breaks by reset, cut, refused or unknown-host, not by ${JSON.stringify(how)}`);
}

export function checkSpan([min, max]: SpanMs, what: string): void {
  if (min >= 0 && max >= min) return;
  throw new RacelineError('ERR_USAGE', {
    what: `${what} is [${min}, ${max}]`,
    why: 'a span is [min, max] in ms with 0 <= min <= max',
    next: 'Correct the scenario.',
  });
}

function badReply(upstream: string, why: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `upstream ${upstream} gave a reply that cannot be sent`,
    why,
    next: 'Return a Response, or what respond, json, rateLimited, serverError, stream, hang and reset build.',
  });
}
