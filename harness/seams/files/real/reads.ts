import fs from 'node:fs';
import type { ReadRange } from '../ranges.ts';
import { fdOf, type RealCall } from './real-call.ts';

// Taken in time: later they are the seams'.
const { readSync, readvSync } = fs;

export function readReally(call: RealCall): unknown {
  const { into, position } = (call.parsed as { parsed: ReadRange }).parsed;
  return readInto(call, [into], (fd, [copy]) => readSync(fd, copy as Uint8Array, 0, into.length, position));
}

export function readvReally(call: RealCall): unknown {
  const { buffers, position } = (call.parsed as { parsed: { buffers: Uint8Array[]; position: number | null } }).parsed;
  return readInto(call, buffers, (fd, copies) => readvSync(fd, copies, position ?? undefined));
}

/** The buffers have by now what was read on the simulated disk. */
function readInto(
  call: RealCall,
  buffers: readonly Uint8Array[],
  read: (fd: number, copies: readonly Uint8Array[]) => number,
): unknown {
  const copies = buffers.map((buffer) => Uint8Array.from(buffer));
  const bytesRead = read(fdOf(call), copies);
  const { value } = call;
  const isSame = copies.every((copy, at) => Buffer.compare(copy, buffers[at] as Uint8Array) === 0);
  if (isSame && bytesRead === (value as { bytesRead?: number } | undefined)?.bytesRead) return value;
  return { bytesRead, bytes: Buffer.concat(copies).toString('latin1') };
}
