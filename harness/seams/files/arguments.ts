import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { RacelineError } from '../../engine/errors.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import { type OpenFlags, openFlags } from '../../world/disk/flags.ts';
import { type DiskPath, diskPath } from '../../world/disk/path.ts';

/**
 * Reads the arguments of `fs` functions as Node does. What Node refuses is refused in its words; some of these come from
 * the real function, which for such an argument throws before it does anything.
 */

const realAccessSync = fs.accessSync;
const realFsyncSync = fs.fsyncSync;

export function pathOf(value: unknown): DiskPath {
  const text = value instanceof URL ? fileURLToPath(value) : value instanceof Uint8Array ? decode(value) : value;
  if (typeof text === 'string' && !text.includes('\0')) return diskPath(text);
  realAccessSync(value as string);
  throw invalid('path', value);
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

const FD_MAX = 2 ** 31 - 1;

export function fdOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= FD_MAX) return value;
  realFsyncSync(value as number);
  throw invalid('fd', value);
}

const handles = new WeakSet<object>();

/** Makes `handle` known as one of ours, which `readFile`, `writeFile` and `appendFile` take in place of a path. */
export function knowHandle(handle: { readonly fd: number }): void {
  handles.add(handle);
}

/** What a call on contents works on. */
export type Target = { readonly path: DiskPath } | { readonly fd: number };

export function targetOf(value: unknown): Target {
  if (typeof value === 'number') return { fd: fdOf(value) };
  if (typeof value === 'object' && value !== null && handles.has(value)) return { fd: (value as { fd: number }).fd };
  return { path: pathOf(value) };
}

export type Options = Readonly<Record<string, unknown>>;

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

const NO_OPTIONS: Options = {};

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

export function flagsOf(value: unknown, fallback: string): OpenFlags {
  const flags = value === undefined || value === null ? fallback : value;
  const parsed = typeof flags === 'string' || typeof flags === 'number' ? openFlags(flags) : undefined;
  if (parsed !== undefined) return parsed;
  throw invalid('flags', value);
}

/** A number, or its octal digits. */
export function modeOf(value: unknown, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  const mode =
    typeof value === 'string' && /^(?:0o)?[0-7]+$/.test(value) ? Number.parseInt(value.replace('0o', ''), 8) : value;
  if (typeof mode === 'number' && Number.isInteger(mode) && mode >= 0) return mode;
  throw invalid('mode', value);
}

export function signalOf(options: Options): AbortSignal | undefined {
  return options.signal instanceof AbortSignal ? options.signal : undefined;
}

/** What Node rejects with when the signal of a call is aborted. */
export function abortError(signal: AbortSignal): Error {
  const error = Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { code: 'ABORT_ERR' });
  error.name = 'AbortError';
  return error;
}

/** The bytes to write. Those of a buffer are not copied: until they are written, whoever owns it may still change them. */
export function bytesOf(data: unknown, encoding: BufferEncoding | undefined, name = 'data'): Buffer {
  if (typeof data === 'string') return Buffer.from(data, encoding ?? 'utf8');
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (typeof data === 'object' && data !== null && (Symbol.asyncIterator in data || Symbol.iterator in data)) {
    throw unsupported('a write of a stream or an iterable');
  }
  const kinds = 'of type string or an instance of Buffer, TypedArray, or DataView';
  throw argumentError('ERR_INVALID_ARG_TYPE', `The "${name}" argument must be ${kinds}. ${received(data)}`);
}

/** A time in ms. Numbers are seconds, of which the system keeps whole microseconds. */
export function timeOf(value: unknown, name: string): number {
  if (value instanceof Date) return value.getTime();
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return Math.round(seconds * 1e6) / 1e3;
  throw argumentError(
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be of type number or string or an instance of Date. ${received(value)}`,
  );
}

export function sizeOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return Math.max(0, value);
  throw invalid('len', value);
}

export function outOfRange(name: string, range: string, received: unknown): Error {
  const text = `The value of "${name}" is out of range. It must be ${range}. Received ${inspect(received)}`;
  return Object.assign(new RangeError(text), { code: 'ERR_OUT_OF_RANGE' });
}

export function invalid(name: string, value: unknown): Error {
  return argumentError('ERR_INVALID_ARG_VALUE', `The argument '${name}' is invalid. Received ${inspect(value)}`);
}

/** How Node says what it got in place of what it wanted. */
export function received(value: unknown): string {
  if (value === undefined || value === null) return `Received ${value}`;
  if (typeof value === 'function') return `Received function ${value.name}`;
  if (typeof value === 'object') return `Received an instance of ${value.constructor?.name ?? 'Object'}`;
  return `Received type ${typeof value} (${inspect(value)})`;
}

export function argumentError(code: string, message: string): Error {
  return Object.assign(new TypeError(message), { code });
}

/** What code may call in place of a call that is refused. */
const INSTEAD = 'use plain reads and writes (fs/promises, FileHandle, fs callbacks, *Sync) or file streams';

/**
 * For what the simulated disk does not know: it must never become a call on the real one. The code under test may catch
 * the error or die of it, and neither would happen without the harness: a leak, so that no verdict rests on this execution.
 */
export function unsupported(what: string): RacelineError {
  reportLeak(what, `which the simulated disk does not have; ${INSTEAD}`);
  return new RacelineError('ERR_UNSUPPORTED_CALL', {
    what: `code under test called ${what}`,
    why: 'the simulated disk has no such call, and the real one must not be touched',
    next: `In code under test ${INSTEAD}.`,
  });
}
