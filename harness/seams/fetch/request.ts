import { asSent, bytesOfBody, refusalOf } from './wire.ts';

/** What `fetch` was asked for, as a `Request` that is built when somebody needs more of it than the common things. */

/** Methods that need no normalising. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
const BODILESS = new Set(['GET', 'HEAD']);
const SIMPLE_KEYS = new Set(['method', 'headers', 'body', 'signal']);

export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly redirect: RequestRedirect;
  readonly signal: AbortSignal | null;
  /** What the upstream gets. */
  readonly request: Request;
}

/**
 * Reads `fetch`'s arguments. Everything unusual is left to the real `Request`, which merges and refuses exactly as
 * `fetch` does; it takes 10-40 us, so the plain call (a URL, a string body, a signal) does without.
 */
export function outgoing(input: RequestInfo | URL, init: RequestInit | undefined): Outgoing {
  if (input instanceof LazyRequest) return outgoing(input.real(), init);
  if (typeof input === 'string' || input instanceof URL) {
    const simple = simpleOutgoing(input, init);
    if (simple !== null) return simple;
  }
  const request = new Request(input, init);
  throwIfRefused(request.headers);
  const url = new URL(request.url);
  const body = input instanceof Request && init?.body === undefined ? input.body : init?.body;
  asSent(request.headers, url, request.method, bytesOfBody(body));
  return {
    url,
    method: request.method,
    redirect: request.redirect,
    signal: request.signal,
    request,
  };
}

function simpleOutgoing(input: string | URL, init: RequestInit = {}): Outgoing | null {
  for (const key in init) if (!SIMPLE_KEYS.has(key)) return null;
  const { method = 'GET', body = null, signal = null } = init;
  if (!METHODS.has(method) || (signal !== null && !(signal instanceof AbortSignal))) return null;
  if (body !== null && (typeof body !== 'string' || BODILESS.has(method))) return null;
  // Copies a URL object too: its owner may change it while the request is on its way.
  const url = parse(String(input));
  if (url === null || url.username !== '' || url.password !== '') return null;
  const headers = new Headers(init.headers);
  if (body !== null && !headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
  throwIfRefused(headers);
  const request = new LazyRequest(url.href, method, headers, body, signal) as unknown as Request;
  return { url, method, redirect: 'follow', signal, request };
}

function throwIfRefused(headers: Headers): void {
  const refusal = refusalOf(headers);
  if (refusal !== null) throw refusal;
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/**
 * A `Request` by prototype, whose common parts answer at once and whose others come from a real one made on demand.
 * Only upstreams see it, and only until they need more: `clone()` gives a real one.
 */
class LazyRequest {
  readonly #url: string;
  readonly #method: string;
  readonly #headers: Headers;
  readonly #body: string | null;
  readonly #signal: AbortSignal | null;
  #isSent = false;
  #isUsed = false;
  #real: Request | null = null;

  constructor(url: string, method: string, headers: Headers, body: string | null, signal: AbortSignal | null) {
    this.#url = url;
    this.#method = method;
    this.#headers = headers;
    this.#body = body;
    this.#signal = signal;
  }

  real(): Request {
    if (this.#real !== null) return this.#real;
    this.#real = this.#make();
    // A body that was read here is gone there too.
    if (this.#isUsed) void this.#real.text();
    return this.#real;
  }

  #make(): Request {
    const [method, headers, body, signal] = [this.#method, this.headers, this.#body, this.#signal];
    return new Request(this.#url, { method, headers, body, signal });
  }

  /** As good as a clone of the real one, and half the work: upstreams of msw handlers ask for it each time. */
  clone(): Request {
    return this.#real === null && !this.#isUsed ? this.#make() : this.real().clone();
  }

  get sentText(): string | null {
    return this.#body;
  }

  get url(): string {
    return this.#url;
  }

  get method(): string {
    return this.#method;
  }

  get headers(): Headers {
    // Most upstreams never look.
    if (!this.#isSent) asSent(this.#headers, new URL(this.#url), this.#method, bytesOfBody(this.#body));
    this.#isSent = true;
    return this.#headers;
  }

  get signal(): AbortSignal {
    return this.#signal ?? this.real().signal;
  }

  get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? this.#isUsed;
  }

  async text(): Promise<string> {
    if (this.#real !== null || this.#isUsed) return this.real().text();
    this.#isUsed = this.#body !== null;
    return this.#body ?? '';
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

delegateTheRest();

/** The body of a request, for another one; undefined if it is a stream that can be read only once. */
export function sentText(request: Request): string | null | undefined {
  if (request instanceof LazyRequest) return request.sentText;
  return request.body === null ? null : undefined;
}

/** Everything else of `Request.prototype` is asked of the real one. */
function delegateTheRest(): void {
  const shape = LazyRequest.prototype;
  for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(Request.prototype))) {
    if (Object.hasOwn(shape, name)) continue;
    Object.defineProperty(shape, name, {
      configurable: true,
      enumerable: true,
      ...(get === undefined
        ? {
            value(this: LazyRequest, ...args: unknown[]): unknown {
              return Reflect.apply(value, this.real(), args);
            },
          }
        : {
            get(this: LazyRequest): unknown {
              return Reflect.apply(get, this.real(), []);
            },
          }),
    });
  }
  Object.setPrototypeOf(shape, Request.prototype);
}
