import { STATUS_CODES } from 'node:http';
import { encode } from '../../world/network/body-source.ts';

/** Everything about a response but its body. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: HeadersInit | undefined;
  readonly url: URL;
}

/**
 * A real `Response` that knows its address, as one that came over the network does. With this class Node loads undici; were
 * that left to the first request, an execution would see it compile WebAssembly, which no seam controls.
 */
export class ReceivedResponse extends Response {
  readonly #url: string;

  constructor(body: ReadableStream | Uint8Array<ArrayBuffer> | null, { status, headers = {}, url }: ResponseHead) {
    const statusText = STATUS_CODES[status] ?? '';
    super(body, { status, statusText, headers });
    this.#url = url.hash === '' ? url.href : url.href.slice(0, -url.hash.length);
  }

  override get url(): string {
    return this.#url;
  }

  override get type(): ResponseType {
    return 'basic';
  }

  override clone(): Response {
    return Object.defineProperties(super.clone(), { url: { value: this.#url }, type: { value: this.type } });
  }
}

const decoder = new TextDecoder();

/**
 * A response whose body arrived whole. Nearly all are read once, by `text()` or `json()`, and a real body takes 20 us to
 * build and read; so it is built only for those that ask for more of it.
 */
export class WholeResponse extends ReceivedResponse {
  readonly #head: ResponseHead;
  readonly #text: string;
  #isRead = false;
  #real: Response | null = null;

  constructor(text: string, head: ResponseHead) {
    super(null, head);
    this.#head = head;
    this.#text = text;
  }

  override get body(): Response['body'] {
    return this.#withBody().body;
  }

  override get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? this.#isRead;
  }

  override async text(): Promise<string> {
    if (this.#real !== null || this.#isRead) return this.#withBody().text();
    this.#isRead = true;
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
    // With the present headers: they may have been changed.
    this.#real = new ReceivedResponse(encode(this.#text), { ...this.#head, headers: this.headers });
    // What was read already is gone from the real one too.
    if (this.#isRead) void this.#real.text();
    return this.#real;
  }
}
