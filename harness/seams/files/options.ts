import { inspect } from 'node:util';
import { argumentError, received } from './argument-errors.ts';

export type Options = Readonly<Record<string, unknown>>;

const NO_OPTIONS: Options = {};

/** Options may be an object, or just the encoding. */
export function optionsOf(value: unknown): Options {
  if (value === undefined || value === null || typeof value === 'function') return NO_OPTIONS;
  if (typeof value === 'string') return { encoding: value };
  if (typeof value === 'object') return value as Options;
  throw argumentError(
    'ERR_INVALID_ARG_TYPE',
    `The "options" argument must be of type string or an instance of Object. ${received(value)}`,
  );
}

/** Undefined: bytes are wanted, not text. */
export function encodingOf(options: Options): BufferEncoding | undefined {
  const { encoding } = options;
  if (encoding === undefined || encoding === null || encoding === 'buffer') return undefined;
  if (typeof encoding === 'string' && Buffer.isEncoding(encoding)) return encoding;
  throw argumentError(
    'ERR_INVALID_ARG_VALUE',
    `The argument 'encoding' is invalid encoding. Received ${inspect(encoding)}`,
  );
}

/** A path that a call gives back: as text, or in the encoding that was asked for. */
export function pathIn(options: Options, path: string): string | Buffer {
  if (options.encoding === 'buffer') return Buffer.from(path);
  const encoding = encodingOf(options) ?? 'utf8';
  return encoding === 'utf8' || encoding === 'utf-8' ? path : Buffer.from(path).toString(encoding);
}

/** The bytes to write. Those of a buffer are not copied: until they are written, whoever owns it may still change them. */
export function bytesOf(data: unknown, encoding: BufferEncoding | undefined, name = 'data'): Buffer {
  if (typeof data === 'string') return Buffer.from(data, encoding ?? 'utf8');
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const kinds = 'of type string or an instance of Buffer, TypedArray, or DataView';
  throw argumentError('ERR_INVALID_ARG_TYPE', `The "${name}" argument must be ${kinds}. ${received(data)}`);
}

/** What a write is given to iterate over. */
export type Pieces = Iterable<unknown> | AsyncIterable<unknown>;

/** Whether `fs/promises` writes this piece by piece. */
export function isPieces(data: unknown): data is Pieces {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data;
}

export function signalOf(options: Options): AbortSignal | undefined {
  return options.signal instanceof AbortSignal ? options.signal : undefined;
}

/** What Node rejects with when the signal of a call is aborted. */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR';
  override readonly name = 'AbortError';

  constructor(signal: AbortSignal) {
    super('The operation was aborted', { cause: signal.reason });
  }
}

export function throwIfAborted(options: Options): void {
  if (options.signal === undefined) return;
  const signal = signalOf(options);
  if (signal?.aborted === true) throw new AbortError(signal);
}
