import type { Socket } from 'node:net';
import type { Actor } from '../../engine/operation.ts';
import { errorOfSystem } from '../../world/network/broken-connection.ts';
import { pairsOf } from '../../world/network/pairs.ts';
import { type Destination, tcpDestination, unixDestination } from './destination.ts';
import { type JsStream, native } from './native.ts';
import { SocketSide } from './socket-side.ts';

/** Asked for before the write, or, from Node 24.22 on, made by the write itself where it is not done at once. */
interface WriteRequest {
  oncomplete(status: number): void;
  /** What came of it before `oncomplete` was there; here nothing ever does. */
  writeStatus?: null;
}

interface ConnectRequest {
  oncomplete(status: number, handle: unknown, request: unknown, readable: boolean, writable: boolean): void;
}

/** What `net.Socket` asks of its handle: libuv's TCP, on the simulated loopback. Made by `makeTcpHandle` alone. */
export class TcpHandle implements JsStream {
  declare readonly side: SocketSide;
  declare private hasClosed: boolean;
  declare private sent: number;
  // Inherited: what it is made from, `JSStream`, cannot be named before it is loaded.
  declare readBuffer: JsStream['readBuffer'];
  declare emitEOF: JsStream['emitEOF'];
  declare finishWrite: JsStream['finishWrite'];
  declare finishShutdown: JsStream['finishShutdown'];

  // What the stream asks of whoever makes its bytes. Each returns 0, or a libuv error number, as its native callers expect; they
  // are called by name from C++ (`js_stream.cc`), so the names are Node's.
  onreadstart(): number {
    this.side.startReading();
    return 0;
  }

  onreadstop(): number {
    this.side.stopReading();
    return 0;
  }

  /** Of writers that reach the stream from below, in C++: TLS and HTTP/2. They expect to be told later, never within the call. */
  onwrite(request: object, buffers: readonly Uint8Array[]): number {
    const done = (status: number): void => this.finishWrite(request, status);
    const status = this.side.write(buffers, done);
    if (status === 0 && !this.side.isWaiting) process.nextTick(done, 0);
    return status;
  }

  onshutdown(request: object): number {
    this.side.shutdown((status) => this.finishShutdown(request, status));
    return 0;
  }

  /** Asked before each native call: a stream that is going writes no more. */
  isClosing(): boolean {
    return this.hasClosed;
  }

  /** The stream counts what goes through C++ only; `socket.bytesWritten` asks here. */
  get bytesWritten(): number {
    return this.sent;
  }

  // Written at once where there is room, as libuv tries to: the stream's own way always takes a turn.
  writeBuffer(request: WriteRequest | null, bytes: Uint8Array): number | WriteRequest {
    return this.put(request, [Buffer.from(bytes)]);
  }

  writeUtf8String(request: WriteRequest | null, text: string): number | WriteRequest {
    return this.put(request, [Buffer.from(text, 'utf8')]);
  }

  writeAsciiString(request: WriteRequest | null, text: string): number | WriteRequest {
    return this.put(request, [Buffer.from(text, 'latin1')]);
  }

  writeLatin1String(request: WriteRequest | null, text: string): number | WriteRequest {
    return this.put(request, [Buffer.from(text, 'latin1')]);
  }

  writeUcs2String(request: WriteRequest | null, text: string): number | WriteRequest {
    return this.put(request, [Buffer.from(text, 'utf16le')]);
  }

  writev(request: WriteRequest | null, chunks: readonly unknown[], areBuffers: boolean): number | WriteRequest {
    const bytes = areBuffers
      ? (chunks as readonly Uint8Array[]).map((chunk) => Buffer.from(chunk))
      : pairsOf(chunks).map(([chunk, encoding]) => bufferOf(chunk, encoding));
    return this.put(request, bytes);
  }

  // What a socket asks beside that. Failures come with the callback of the request, as from libuv, whatever is known at once.
  /** A port, or a path without one. */
  connect(request: ConnectRequest, address: string, port?: number): number {
    const { actor } = this.side;
    return this.connectTo(
      request,
      port === undefined ? unixDestination(actor, address) : tcpDestination(actor, { address, family: 'IPv4', port }),
    );
  }

  connect6(request: ConnectRequest, address: string, port: number): number {
    return this.connectTo(request, tcpDestination(this.side.actor, { address, family: 'IPv6', port }));
  }

  close(done: () => void = () => {}): void {
    this.end('close', done);
  }

  reset(done: () => void = () => {}): number {
    this.end('reset', done);
    return 0;
  }

  ref(): void {
    this.side.setRef(true);
  }

  unref(): void {
    this.side.setRef(false);
  }

  hasRef(): boolean {
    return this.side.opened.hasRef;
  }

  getsockname(out: object): number {
    Object.assign(out, this.side.local);
    return 0;
  }

  getpeername(out: object): number {
    Object.assign(out, this.side.remote);
    return 0;
  }

  // The client's own port and options of the wire change nothing here.
  bind(): number {
    return 0;
  }

  bind6(): number {
    return 0;
  }

  setNoDelay(): number {
    return 0;
  }

  setKeepAlive(): number {
    return 0;
  }

  /**
   * Tells Node in its own way what came of the write: through the array that its native handles fill in. With `wasAsync` 0 it calls
   * back before the call returns, which is why a write that the kernel took whole never counts against the high-water mark.
   */
  private put(given: WriteRequest | null, bytes: readonly Uint8Array[]): number | WriteRequest {
    const { writes } = native();
    const request = given ?? { oncomplete: () => {}, writeStatus: null };
    let isAsync = false;
    const status = this.side.write(bytes, (late) => {
      if (isAsync) request.oncomplete(late);
    });
    isAsync = this.side.isWaiting;
    const size = status < 0 ? 0 : bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.sent += size;
    writes.state[writes.bytesWritten] = size;
    writes.state[writes.wasAsync] = Number(isAsync);
    if (given !== null || !isAsync) return status;
    if (writes.error !== undefined) writes.state[writes.error] = 0;
    return request;
  }

  private connectTo(request: ConnectRequest, to: Destination): number {
    this.side.connect(to, (status) => request.oncomplete(status, this, request, true, true));
    return 0;
  }

  private end(how: 'close' | 'reset', done: () => void): void {
    this.hasClosed = true;
    const socket = socketOf(this);
    // Node's own way of clearing the timer knows its own timers only.
    if (socket !== undefined) clearTimeout(Reflect.get(socket, native().timeout) as NodeJS.Timeout);
    this.side.close(how, done);
  }
}

/**
 * A handle for a socket of this actor. Made by the native constructor, so that C++ finds its stream in it, with the prototype of
 * the class above, whose own constructor never runs.
 */
export function makeTcpHandle(actor: Actor): TcpHandle {
  const { JSStream } = native();
  if (!(TcpHandle.prototype instanceof JSStream)) Object.setPrototypeOf(TcpHandle.prototype, JSStream.prototype);
  const handle = Reflect.construct(JSStream, [], TcpHandle) as TcpHandle;
  const side = new SocketSide(actor, {
    bytes: (bytes) => handle.readBuffer(bytes),
    end: () => handle.emitEOF(),
    failed: (code) => void socketOf(handle)?.destroy(errorOfSystem(code, 'read')),
  });
  return Object.assign(handle, { side, hasClosed: false, sent: 0 });
}

/** What a handle of a Unix socket does not have, by which Node knows that there is no address to tell. */
export function withoutAddresses(handle: TcpHandle): TcpHandle {
  return Object.assign(handle, { getsockname: undefined, getpeername: undefined });
}

/** Whether it is one of ours that has addresses. */
export function hasAddresses(handle: unknown): boolean {
  return isTcpHandle(handle) && handle.getsockname !== undefined;
}

export function isTcpHandle(handle: unknown): handle is TcpHandle {
  return handle instanceof TcpHandle;
}

/** The socket that a handle belongs to, while it does. */
function socketOf(handle: object): Socket | undefined {
  return Reflect.get(handle, native().owner) as Socket | undefined;
}

function bufferOf(chunk: unknown, encoding: unknown): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk as Uint8Array);
}
