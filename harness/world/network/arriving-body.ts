import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import type { BodySource } from './body-source.ts';
import { connectionCut, connectionReset } from './broken-connection.ts';
import { Connection } from './connections.ts';
import type { SpanMs } from './reply.ts';
import type { Server } from './upstream.ts';

const CHUNK = kindNamed('chunk');
/** Outcomes of chunk operations that carry no bytes. */
const ENDED = -1;
const RESET = -2;
const CUT = -3;

/** One chunk, or the end, arriving at the client. The next is issued when this one is delivered: they keep their order. */
class ChunkOperation extends Operation {
  private readonly body: ArrivingBody;
  private delivered = 0;

  constructor(actor: Actor, server: Server, body: ArrivingBody, [minMs, maxMs]: SpanMs) {
    const { now } = actor.execution;
    super(actor, CHUNK, server.resource, DELIVERY, now + minMs, now + maxMs);
    this.body = body;
  }

  override deliver(): void {
    this.delivered = this.body.deliverNext();
  }

  override outcome(): number {
    return this.delivered;
  }

  override footprint(): Footprint {
    return this.body.footprint;
  }

  override describe(): string {
    if (this.delivered === ENDED) return 'end';
    if (this.delivered === RESET) return 'connection reset';
    return this.delivered === CUT ? 'connection cut' : `${this.delivered} bytes`;
  }
}

/** A response body that reaches the client in steps: a real stream, filled by chunk operations. */
export class ArrivingBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  private readonly actor: Actor;
  private readonly server: Server;
  private readonly source: BodySource;
  private readonly chunkMs: SpanMs;
  private readonly onOver: () => void;
  private controller: ReadableByteStreamController | null = null;
  /** Invariant: at most one is pending. */
  private operation: ChunkOperation | null = null;
  /** All that comes has come, or nobody waits for it any more. */
  isOver = false;
  /** Waits while the upstream produces more, perhaps for ever. */
  private readonly connection: Connection;

  constructor(actor: Actor, server: Server, source: BodySource, chunkMs: SpanMs, onOver: () => void) {
    this.actor = actor;
    this.server = server;
    this.connection = new Connection(server.execution, actor);
    this.source = source;
    this.chunkMs = chunkMs;
    this.onOver = onOver;
    this.stream = new ReadableStream({
      type: 'bytes',
      start: (controller) => {
        this.controller = controller;
      },
      pull: () => {
        if (this.isOver) this.close();
      },
      // The client gave up on the rest: its connection closes.
      cancel: () => {
        this.finish();
        this.onOver();
      },
    });
    source.onProgress = () => this.expectNext();
    this.expectNext();
  }

  /** The client's signal aborted before it was over: reads reject with its reason, those already waiting as well. */
  abort(reason: unknown): void {
    this.finish();
    this.onOver();
    this.controller?.error(reason);
  }

  /** Lets the next chunk through, or the end. Returns the operation's outcome. */
  deliverNext(): number {
    this.operation = null;
    const chunk = this.source.take();
    if (chunk === undefined) return this.deliverEnd();
    const bytes = chunk.byteLength;
    this.controller?.enqueue(chunk);
    // The end of a complete body comes with its last chunk.
    if (this.isComplete) this.deliverEnd();
    else this.expectNext();
    return bytes;
  }

  /** Taking a chunk of a stream lets the upstream's code produce the next. */
  get footprint(): Footprint {
    return this.source.isStreamed ? this.server.footprint : NOTHING;
  }

  private get isComplete(): boolean {
    return this.source.end === 'close' && this.source.chunks.length === 0;
  }

  private deliverEnd(): number {
    this.finish();
    const { end } = this.source;
    if (end === 'reset' || end === 'cut') {
      this.onOver();
      const cause = end === 'reset' ? connectionReset() : connectionCut();
      this.controller?.error(new TypeError('terminated', { cause }));
      return end === 'reset' ? RESET : CUT;
    }
    // What has arrived and nobody has read can still be aborted: the stream ends when somebody asks for more.
    if (this.controller?.desiredSize === 0) this.close();
    return ENDED;
  }

  private close(): void {
    this.controller?.close();
    this.onOver();
  }

  private expectNext(): void {
    if (this.operation !== null || this.isOver) return;
    const { chunks, end } = this.source;
    const isThere = chunks.length > 0 || (end !== 'open' && end !== 'hang');
    this.connection.setWaiting(!isThere);
    if (isThere) {
      this.operation = new ChunkOperation(this.actor, this.server, this, this.chunkMs);
      this.actor.execution.issue(this.operation);
    }
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    const { execution } = this.actor;
    if (this.operation !== null) execution.cancel(this.operation);
    this.operation = null;
    this.connection.setWaiting(false);
    this.source.abandon();
  }
}
