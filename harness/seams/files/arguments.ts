import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { currentActor } from '../../engine/current-actor.ts';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import { type OpenFlags, openFlags } from '../../world/disk/flags.ts';
import { type DiskPath, pathFrom } from '../../world/disk/path.ts';
import { argumentError, invalid, received } from './argument-errors.ts';

/**
 * Reads the arguments of `fs` functions as Node does. What Node refuses is refused in its words; some of these come from
 * the real function, which for such an argument throws before it does anything.
 */

const realAccessSync = fs.accessSync;
const realFsyncSync = fs.fsyncSync;

export function pathOf(value: unknown): DiskPath {
  const text = value instanceof URL ? fileURLToPath(value) : value instanceof Uint8Array ? decode(value) : value;
  if (typeof text === 'string' && !text.includes('\0'))
    return pathFrom(currentActor()?.process.account.cwd ?? '/', text);
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

export function isHandle(value: unknown): boolean {
  return typeof value === 'object' && value !== null && handles.has(value);
}

/** What a call on contents works on. */
export type Target = { readonly path: DiskPath } | { readonly fd: number };

export function targetOf(value: unknown): Target {
  if (typeof value === 'number') return { fd: fdOf(value) };
  if (isHandle(value)) return { fd: (value as { fd: number }).fd };
  return { path: pathOf(value) };
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

/** Parts of a second that times keep: nanoseconds; before Node 24, microseconds. */
const PARTS = NODE_MAJOR >= 24 ? 1e9 : 1e6;

/** A time in ms. Numbers are seconds, and now where they are negative; digits are not. */
export function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number' && value < 0 && Number.isFinite(value)) return Date.now();
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return keptMs(seconds);
  throw argumentError(
    'ERR_INVALID_ARG_TYPE',
    `The "time" argument must be an instance of Date or an Time in seconds. ${received(value)}`,
  );
}

/** As libuv cuts it. */
function keptMs(seconds: number): number {
  const whole = Math.trunc(seconds);
  return whole * 1e3 + Math.trunc((seconds - whole) * PARTS) / (PARTS / 1e3);
}

export function sizeOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return Math.max(0, value);
  throw invalid('len', value);
}
