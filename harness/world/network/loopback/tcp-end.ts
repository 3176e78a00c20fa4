import { constants } from 'node:os';
import { currentAccessLog } from '../../../engine/access-log.ts';
import { hashString } from '../../../engine/trace-hash.ts';

/** What one read of a socket takes at most, as in libuv. */
const READ_BYTES_MAX = 65_536;
/** Bytes on their way in one direction; who writes more waits. The kernel's own buffers, in the order of magnitude. */
const BUFFER_BYTES_MAX = 4_194_304;

/** Who looks after an end: is told when the other side, or the kernel, has changed something. */
export interface EndOwner {
  /** Something can be read: bytes, the end of the stream, a reset. */
  readable(): void;
  /** There is room again for what was written. */
  writable(): void;
}

/**
 * One end of a TCP connection on the loopback, as the kernel keeps it: what was written at one end is in the buffer of the
 * other at once, so a segment is never under way. When the process that reads is told, the scheduler decides.
 */
export class TcpEnd {
  /** `tcp:3000/1>` is what goes to the server of the first connection to port 3000. */
  readonly name: string;
  owner: EndOwner | null = null;
  private readonly key: number;
  private readonly chunks: Uint8Array[] = [];
  private size = 0;
  private other: TcpEnd = this;
  /** The other side writes no more. */
  private isFinished = false;
  /** The other side has dropped the connection. */
  private isReset = false;
  private isClosed = false;

  private readonly bytesMax: number;

  private constructor(name: string, bytesMax: number) {
    this.name = name;
    this.bytesMax = bytesMax;
    this.key = hashString(name);
  }

  /** The two ends of a connection of this name. `bytesMax`: what it holds in one direction. */
  static pair(name: string, bytesMax: number = BUFFER_BYTES_MAX): { client: TcpEnd; server: TcpEnd } {
    const [client, server] = [new TcpEnd(`${name}<`, bytesMax), new TcpEnd(`${name}>`, bytesMax)];
    client.other = server;
    server.other = client;
    return { client, server };
  }

  /** Whether there is something to tell the process that reads. */
  get isReadable(): boolean {
    return this.size > 0 || this.isFinished || this.isReset;
  }

  /** Whether the other side has dropped the connection. */
  get wasReset(): boolean {
    this.touch();
    return this.isReset;
  }

  /** Whether the buffer of the other side has no room left: what was written waits. */
  get isFull(): boolean {
    return !this.other.isClosed && this.other.size > this.bytesMax;
  }

  /** Says that the step in progress depends on what has arrived here, or changes it. */
  touch(): void {
    currentAccessLog()?.writes(this.key);
  }

  /** 0, or the error number of the write. */
  send(bytes: readonly Uint8Array[]): number {
    const { other } = this;
    this.touch();
    other.touch();
    if (this.isReset) return -constants.errno.EPIPE;
    if (other.isClosed) {
      // What comes back from a closed socket is a reset; this write has gone out all the same.
      this.isReset = true;
      this.owner?.readable();
      return 0;
    }
    for (const each of bytes) {
      if (each.byteLength === 0) continue;
      other.chunks.push(each);
      other.size += each.byteLength;
    }
    if (other.size > 0) other.owner?.readable();
    return 0;
  }

  /** Half closes: the other side reads to the end of what was written, and may go on writing. */
  finish(): void {
    const { other } = this;
    other.touch();
    if (other.isFinished) return;
    other.isFinished = true;
    other.owner?.readable();
  }

  /** With bytes that nobody has read, or by order, the other side is told by a reset and not by an end. */
  close(how: 'close' | 'reset' = 'close'): void {
    if (this.isClosed) return;
    const { other } = this;
    this.touch();
    other.touch();
    this.isClosed = true;
    this.owner = null;
    if (how === 'reset' || this.size > 0) other.isReset = true;
    else other.isFinished = true;
    other.owner?.readable();
    other.owner?.writable();
  }

  /** What the next read gives: bytes first, whatever came after them. */
  read(): Uint8Array | 'end' | 'reset' | null {
    this.touch();
    if (this.size > 0) {
      const bytes = this.take();
      this.other.owner?.writable();
      return bytes;
    }
    // A reset after the end was read is met by who writes.
    if (this.isFinished) return 'end';
    return this.isReset ? 'reset' : null;
  }

  /** As much as one read takes; a chunk that is larger stays with its rest. */
  private take(): Uint8Array {
    const parts: Uint8Array[] = [];
    let size = 0;
    while (size < READ_BYTES_MAX && this.chunks.length > 0) {
      const chunk = this.chunks.shift() as Uint8Array;
      const room = READ_BYTES_MAX - size;
      parts.push(chunk.subarray(0, room));
      size += Math.min(room, chunk.byteLength);
      if (chunk.byteLength > room) this.chunks.unshift(chunk.subarray(room));
    }
    this.size -= size;
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  }
}
