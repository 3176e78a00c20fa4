import { argumentError, invalid, outOfRange, received } from './argument-errors.ts';
import { bytesOf, encodingOf, type Options } from './options.ts';

/** The part of a buffer, and the position in the file, that `read` and `write` are told in several ways. */

export interface WriteRange {
  readonly bytes: Buffer;
  readonly position: number | null;
  readonly given: unknown;
}

/** `(string, position, encoding)`, `(buffer, offset, length, position)` or `(buffer, { offset, length, position })`. */
export function writeRange([data, second, third, fourth]: readonly unknown[]): WriteRange {
  if (typeof data === 'string') {
    const encoding = encodingOf({ encoding: third });
    return { bytes: bytesOf(data, encoding), position: positionOf(second), given: data };
  }
  const bytes = bytesOf(data, undefined, 'buffer');
  const { offset, length, position } = isOptions(second) ? second : { offset: second, length: third, position: fourth };
  if (typeof offset === 'number' && offset > bytes.length) throw outOfRange('offset', `<= ${bytes.length}`, offset);
  // Unlike a read, a write takes a bigint for no position.
  const at = typeof position === 'bigint' ? null : positionOf(position);
  return { bytes: part(bytes, offset, length), position: at, given: data };
}

export interface ReadRange {
  readonly into: Uint8Array;
  readonly position: number | null;
  readonly given: unknown;
}

/** Size of the buffer that Node makes when it is given none. */
const DEFAULT_BYTES = 16_384;

/** `(buffer, offset, length, position)`, `(buffer, options)`, `({ buffer, ... })` or nothing. */
export function readRange(args: readonly unknown[]): ReadRange {
  const [first, second, third, fourth] = args;
  if (first !== undefined && first !== null && !ArrayBuffer.isView(first)) {
    if (!isOptions(first)) throw notABuffer(first);
    return readRange([first.buffer ?? Buffer.alloc(DEFAULT_BYTES), first]);
  }
  const given = first ?? Buffer.alloc(DEFAULT_BYTES);
  const bytes = bytesOf(given, undefined, 'buffer');
  const { offset, length, position } = isOptions(second) ? second : { offset: second, length: third, position: fourth };
  return { into: part(bytes, offset, length), position: positionOf(position), given };
}

/** The buffers of `readv` and `writev`. */
export function buffersOf(value: unknown): readonly Buffer[] {
  if (!Array.isArray(value) || !value.every((buffer) => ArrayBuffer.isView(buffer))) throw invalid('buffers', value);
  return value.map((buffer) => bytesOf(buffer, undefined));
}

/** Null: where the last call ended. */
export function positionOf(value: unknown): number | null {
  if (typeof value === 'bigint') return value < 0n ? null : Number(value);
  return typeof value === 'number' && value >= 0 ? value : null;
}

function part(bytes: Buffer, offset: unknown, length: unknown): Buffer {
  const from = wholeNumber('offset', offset ?? 0);
  const count = wholeNumber('length', length ?? bytes.length - from);
  if (count > bytes.length - from) throw outOfRange('length', `<= ${bytes.length - from}`, length);
  return bytes.subarray(from, from + count);
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw argumentError('ERR_INVALID_ARG_TYPE', `The "${name}" argument must be of type number. ${received(value)}`);
  }
  if (Number.isInteger(value) && value >= 0) return value;
  throw outOfRange(name, `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, value);
}

function isOptions(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function notABuffer(value: unknown): Error {
  const kinds = 'an instance of Buffer, TypedArray, or DataView';
  return argumentError('ERR_INVALID_ARG_TYPE', `The "buffer" argument must be ${kinds}. ${received(value)}`);
}
