import type { RespondReply } from './reply.ts';

type BodyEnd = NonNullable<RespondReply['end']>;

/** Chunks read ahead of their delivery from a stream that an upstream produces: a socket's buffer, and no endless loop. */
const READ_AHEAD_MAX = 16;

/** A response body at the upstream's side: what has been produced of it and is not delivered yet. */
export class BodySource {
  readonly chunks: Uint8Array<ArrayBuffer>[] = [];
  /** What follows `chunks`; `open` while the upstream is still producing. */
  end: 'open' | BodyEnd = 'open';
  /** Called when `chunks` or `end` has changed. */
  onProgress: () => void = () => {};
  /** Whether the upstream produces it as it goes, in pieces that are the runtime's. */
  readonly isStreamed: boolean;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array> | null;
  private readonly endAfter: BodyEnd;
  private isReading = false;

  constructor(body: readonly string[] | ReadableStream<Uint8Array>, end: RespondReply['end']) {
    this.endAfter = end ?? 'close';
    this.isStreamed = body instanceof ReadableStream;
    if (body instanceof ReadableStream) {
      this.reader = body.getReader();
      this.readAhead();
    } else {
      this.reader = null;
      for (const chunk of body) this.chunks.push(encode(chunk));
      this.end = this.endAfter;
    }
  }

  take(): Uint8Array<ArrayBuffer> | undefined {
    const chunk = this.chunks.shift();
    this.readAhead();
    return chunk;
  }

  /** Nobody wants the rest. */
  abandon(): void {
    this.onProgress = () => {};
    // A stream whose producer fails to cancel is the producer's affair.
    this.reader?.cancel().catch(() => {});
  }

  private readAhead(): void {
    if (this.reader === null || this.isReading || this.end !== 'open' || this.chunks.length >= READ_AHEAD_MAX) return;
    this.isReading = true;
    this.reader.read().then(
      ({ done, value }) => {
        this.isReading = false;
        if (done) this.end = this.endAfter;
        // Copied: the stream that the client reads takes the buffers of its chunks away from their owners.
        else if (value.byteLength > 0) this.chunks.push(Uint8Array.from(value));
        this.onProgress();
        this.readAhead();
      },
      () => {
        // The upstream broke off in mid-body.
        this.isReading = false;
        this.end = 'reset';
        this.onProgress();
      },
    );
  }
}

const encoder = new TextEncoder();

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
