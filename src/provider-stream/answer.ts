/** One piece of an answer, as a provider sends it. */
export interface Chunk {
  readonly model: string;
  readonly text: string;
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

  /** The next chunk, undefined after the last. Throws when the connection breaks in between. */
  async next(): Promise<Chunk | undefined> {
    for (;;) {
      const end = this.arrived.indexOf('\n');
      if (end >= 0) {
        const line = this.arrived.slice(0, end);
        this.arrived = this.arrived.slice(end + 1);
        return JSON.parse(line) as Chunk;
      }
      const { done, value } = await this.reader.read();
      if (!done) this.arrived += this.decoder.decode(value, { stream: true });
      else if (this.arrived === '') return undefined;
      else throw new Error('the answer ended within a chunk');
    }
  }

  /** The rest is not wanted. */
  cancel(): void {
    // A connection that is broken already needs no closing.
    this.reader.cancel().catch(() => {});
  }
}
