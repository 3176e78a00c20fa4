/** One piece of an answer, as a provider sends it. */
export interface Chunk {
  readonly model: string;
  readonly text: string;
  readonly isLast: boolean;
}

/** An answer as it streams in: lines of JSON, a chunk each. */
export class Answer {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder: TextDecoder = new TextDecoder();
  /** What has arrived and is not handed out yet. */
  private arrived = '';

  constructor(body: ReadableStream<Uint8Array>) {
    this.reader = body.getReader();
  }

  /** The next chunk. Throws when the connection ends or breaks before it is whole. */
  async next(): Promise<Chunk> {
    for (;;) {
      const end = this.arrived.indexOf('\n');
      if (end >= 0) {
        const line = this.arrived.slice(0, end);
        this.arrived = this.arrived.slice(end + 1);
        return JSON.parse(line) as Chunk;
      }
      const { done, value } = await this.reader.read();
      if (done) throw new Error('the answer ended before its last chunk');
      this.arrived += this.decoder.decode(value, { stream: true });
    }
  }

  /** The rest is not wanted. */
  cancel(): void {
    // A connection that is broken already needs no closing.
    this.reader.cancel().catch(() => {});
  }
}
