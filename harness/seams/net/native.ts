import net from 'node:net';
import { runAsHarness } from '../../engine/current-actor.ts';
import { RacelineError } from '../../engine/errors.ts';

/**
 * What sockets of Node stand on: a stream whose bytes come from JavaScript. Node has it for TLS over streams; with one for a
 * handle, `net.Socket` and the parser of `node:http` are Node's own, down to the last event.
 */
export interface JsStream {
  readBuffer(bytes: Uint8Array): void;
  emitEOF(): void;
  finishWrite(request: object, status: number): void;
  finishShutdown(request: object, status: number): void;
}

interface Native {
  readonly JSStream: new () => JsStream;
  readonly writes: WriteState;
  /** Where in `writes.state` a handle says how much it has read, and from where in the buffer. */
  readonly reads: { readonly size: number; readonly offset: number };
  /** Under which a handle keeps the socket or server that it belongs to. */
  readonly owner: symbol;
  /** What Node has a socket's handle call for bytes. */
  readonly onread: unknown;
  /** Under which a socket keeps the timer of `setTimeout`, which its activity restarts. */
  readonly timeout: symbol;
}

/** Where a handle says what came of the write that it was just asked for. */
interface WriteState {
  readonly state: Int32Array;
  readonly bytesWritten: number;
  readonly wasAsync: number;
  /** Undefined before Node 24.22, whose writes say only by what they return that they failed. */
  readonly error: number | undefined;
}

let loaded: Native | undefined;

/** Asked when the first socket is made: it is not needed before. Throws ERR_UNSUPPORTED_CALL on a Node that is made otherwise. */
export function native(): Native {
  loaded ??= runAsHarness(load);
  return loaded;
}

function load(): Native {
  const { JSStream } = binding('js_stream') as { JSStream: Native['JSStream'] };
  const { streamBaseState, kBytesWritten, kLastWriteWasAsync, kLastWriteErr, ...stream } = binding('stream_wrap');
  const writes = {
    state: streamBaseState,
    bytesWritten: kBytesWritten,
    wasAsync: kLastWriteWasAsync,
    error: kLastWriteErr,
  } as WriteState;
  const handle = new JSStream();
  const socket = new net.Socket({ handle } as unknown as net.SocketConstructorOpts);
  const owner = symbolOf(handle, (_symbol, value) => value === socket);
  const timeout = symbolOf(socket, ({ description }) => description === 'timeout');
  const reads = { size: stream.kReadBytesOrError, offset: stream.kArrayBufferOffset } as Native['reads'];
  return { JSStream, writes, reads, owner, timeout, onread: Reflect.get(handle, 'onread') };
}

function binding(name: string): Record<string, unknown> {
  // Node's types do not have it; Node keeps it for packages that need what nothing else gives.
  const { binding: of } = process as unknown as { binding(name: string): Record<string, unknown> };
  return of.call(process, name);
}

/** Node's own symbols have no names that one could import: they are found by what they lead to. */
function symbolOf(target: object, is: (symbol: symbol, value: unknown) => boolean): symbol {
  const found = Object.getOwnPropertySymbols(target).find((symbol) => is(symbol, Reflect.get(target, symbol)));
  if (found !== undefined) return found;
  throw new RacelineError('ERR_UNSUPPORTED_CALL', {
    what: `a socket on Node ${process.version}`,
    why: 'its sockets are made otherwise than those of Node 20 to 26',
    next: 'Run on one of these, or report it.',
  });
}
