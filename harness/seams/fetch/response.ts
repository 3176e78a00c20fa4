import { STATUS_CODES } from 'node:http';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import { encode } from '../../world/network/body-source.ts';

/** Everything about a response but its body. */
export interface ResponseHead {
  readonly status: number;
  /** Default: what the status is usually called. */
  readonly statusText?: string;
  readonly headers: HeadersInit | undefined;
  readonly url: URL;
  /** Whether it came from another address than the first. */
  readonly redirected: boolean;
}

/** Headers that came over the network: nobody may change them. */
class ReceivedHeaders extends Headers {
  override append(): never {
    throw new TypeError('immutable');
  }

  override delete(): never {
    throw new TypeError('immutable');
  }

  override set(): never {
    throw new TypeError('immutable');
  }
}
Object.defineProperty(ReceivedHeaders.prototype, 'constructor', { value: Headers, writable: true, configurable: true });

/**
 * A real `Response` that knows its address, as one that came over the network does. With this class Node loads undici; were
 * that left to the first request, an execution would see it compile WebAssembly, which no seam controls.
 */
export class ReceivedResponse extends Response {
  readonly #url: string;
  readonly #redirected: boolean;

  constructor(
    body: ReadableStream | Uint8Array<ArrayBuffer> | null,
    { status, statusText = STATUS_CODES[status] ?? '', headers = {}, url, redirected }: ResponseHead,
  ) {
    super(body, { status, statusText, headers });
    this.#redirected = redirected;
    this.#url = url.hash === '' ? url.href : url.href.slice(0, -url.hash.length);
  }

  override get redirected(): boolean {
    return this.#redirected;
  }

  override get url(): string {
    return this.#url;
  }

  override get headers(): Headers {
    const headers = super.headers;
    if (!(headers instanceof ReceivedHeaders)) Object.setPrototypeOf(headers, ReceivedHeaders.prototype);
    return headers;
  }

  override get type(): ResponseType {
    return 'basic';
  }

  override clone(): Response {
    return Object.defineProperties(super.clone(), {
      url: { value: this.#url },
      type: { value: this.type },
      redirected: { value: this.#redirected },
    });
  }
}

const decoder = new TextDecoder();
/** Until Node 22 a body that has arrived is aborted in undici's words, whatever the reason. */
const IS_REASON_GIVEN = NODE_MAJOR >= 24;

/** What reading rejects with if the signal aborted once all of the body was there. */
export function errorAfterArrival(reason: unknown): unknown {
  return IS_REASON_GIVEN ? reason : new DOMException('The operation was aborted.', 'AbortError');
}

/**
 * A response whose body arrived whole. Nearly all are read once, by `text()` or `json()`, and a real body takes 20 us to
 * build and read; so it is built only for those that ask for more of it.
 */
export class WholeResponse extends ReceivedResponse {
  readonly #head: ResponseHead;
  readonly #text: string;
  readonly #onRead: () => void;
  #isRead = false;
  #real: Response | null = null;
  /** Why it can be read no more. */
  #failure: { readonly error: unknown } | null = null;

  /** `onRead`: somebody has read it, or has begun to. */
  constructor(text: string, head: ResponseHead, onRead: () => void = () => {}) {
    super(null, head);
    this.#head = head;
    this.#text = text;
    this.#onRead = onRead;
  }

  /** The signal of the request has aborted before anybody has read it, although it has arrived: what reads it rejects. */
  abort(reason: unknown): void {
    this.#failure = { error: errorAfterArrival(reason) };
  }

  override get body(): Response['body'] {
    return this.#withBody().body;
  }

  override get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? this.#isRead;
  }

  override async text(): Promise<string> {
    if (this.#failure !== null) throw this.#failure.error;
    if (this.#real !== null || this.#isRead) return this.#withBody().text();
    this.#isRead = true;
    this.#onRead();
    // There and back, as over the wire: a byte order mark goes, half a surrogate pair becomes U+FFFD.
    return decoder.decode(encode(this.#text));
  }

  override async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#withBody().arrayBuffer();
  }

  override async blob(): Promise<Blob> {
    return this.#withBody().blob();
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#withBody().bytes();
  }

  override async formData(): Promise<FormData> {
    return this.#withBody().formData();
  }

  override clone(): Response {
    return this.#withBody().clone();
  }

  #withBody(): Response {
    if (this.#real !== null) return this.#real;
    this.#onRead();
    if (this.#failure !== null) {
      const { error } = this.#failure;
      this.#real = new ReceivedResponse(new ReadableStream({ start: (to) => to.error(error) }), this.#head);
      return this.#real;
    }
    // With the present headers: they may have been changed.
    this.#real = new ReceivedResponse(encode(this.#text), { ...this.#head, headers: this.headers });
    // What was read already is gone from the real one too.
    if (this.#isRead) void this.#real.text();
    return this.#real;
  }
}
