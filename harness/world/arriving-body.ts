import type { Actor } from '../actor.ts';
import { DELIVERY, kindNamed, Operation, type Resource } from '../operation.ts';
import type { BodySource } from './body-source.ts';
import { connectionReset } from './connection-reset.ts';
import type { SpanMs } from './reply.ts';

const CHUNK = kindNamed('chunk');
/** Outcomes of chunk operations that carry no bytes. */
const ENDED = -1;
const BROKEN = -2;

/** One chunk, or the end, arriving at the client. The next is issued when this one is delivered: they keep their order. */
class ChunkOperation extends Operation {
  private readonly body: ArrivingBody;
  private delivered = 0;

  constructor(actor: Actor, resource: Resource, body: ArrivingBody, [minMs, maxMs]: SpanMs) {
    const { now } = actor.execution;
    super(actor, CHUNK, resource, DELIVERY, now + minMs, now + maxMs);
    this.body = body;
  }

  override deliver(): void {
    this.delivered = this.body.deliverNext();
  }

  override outcome(): number {
    return this.delivered;
  }

  override describe(): string {
    if (this.delivered === ENDED) return 'end';
    return this.delivered === BROKEN ? 'connection reset' : `${this.delivered} bytes`;
  }
}

/** A response body that reaches the client in steps: a real stream, filled by chunk operations. */
export class ArrivingBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  private readonly actor: Actor;
  private readonly resource: Resource;
  private readonly source: BodySource;
  private readonly chunkMs: SpanMs;
  private readonly onOver: () => void;
  private controller: ReadableByteStreamController | null = null;
  /** Invariant: at most one is pending. */
  private operation: ChunkOperation | null = null;
  private isOver = false;
  /** Waiting for the upstream to produce more. Invariant: counted by the network exactly while true. */
  private isWaiting = false;
  /** Invariant: counted in `execution.explanations` exactly while true. */
  private isHung = false;

  constructor(actor: Actor, resource: Resource, source: BodySource, chunkMs: SpanMs, onOver: () => void) {
    this.actor = actor;
    this.resource = resource;
    this.source = source;
    this.chunkMs = chunkMs;
    this.onOver = onOver;
    this.stream = new ReadableStream({
      type: 'bytes',
      start: (controller) => {
        this.controller = controller;
      },
      // The client gave up on the rest: its connection closes.
      cancel: () => this.finish(),
    });
    source.onProgress = () => this.expectNext();
    this.expectNext();
  }

  /** The client's signal aborted: reads reject with its reason, those already waiting as well. */
  abort(reason: unknown): void {
    if (this.isOver) return;
    this.finish();
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

  private get isComplete(): boolean {
    return this.source.end === 'close' && this.source.chunks.length === 0;
  }

  private deliverEnd(): number {
    this.finish();
    if (this.source.end === 'reset') {
      this.controller?.error(new TypeError('terminated', { cause: connectionReset() }));
      return BROKEN;
    }
    this.controller?.close();
    return ENDED;
  }

  private expectNext(): void {
    if (this.operation !== null || this.isOver) return;
    const { chunks, end } = this.source;
    const isThere = chunks.length > 0 || end === 'close' || end === 'reset';
    this.setWaiting(!isThere);
    if (isThere) {
      this.operation = new ChunkOperation(this.actor, this.resource, this, this.chunkMs);
      this.actor.execution.issue(this.operation);
    } else if (end === 'hang' && !this.isHung) {
      this.isHung = true;
      this.actor.execution.explanations++;
    }
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    const { execution } = this.actor;
    if (this.operation !== null) execution.cancel(this.operation);
    this.operation = null;
    this.setWaiting(false);
    if (this.isHung) execution.explanations--;
    this.isHung = false;
    this.source.abandon();
    this.onOver();
  }

  private setWaiting(isWaiting: boolean): void {
    if (isWaiting === this.isWaiting) return;
    this.isWaiting = isWaiting;
    const { execution, process } = this.actor;
    if (isWaiting) execution.world?.network.connectionWaits(process);
    else execution.world?.network.connectionGoesOn(process);
  }
}
