import type { Actor } from '../../engine/operation.ts';
import { isHandle } from './arguments.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { openCall } from './open-call.ts';
import { promiseOf } from './operation.ts';
import { encodingOf, type Options, optionsOf, type Pieces, throwIfAborted } from './options.ts';
import type { MakeWork } from './work.ts';

/** A descriptor, or a handle, which may be closed meanwhile. */
interface OpenFile {
  readonly fd: number;
}

/** Bytes that Node writes at a time. */
const CHUNK_BYTES = 512 * 1024;
const DEFAULT_FLAGS: Readonly<Record<string, string>> = { writeFile: 'w', appendFile: 'a' };
const openDescriptor = openCall((fd) => fd);

/**
 * `writeFile` and `appendFile` of an iterable or a stream: the file is opened, each piece is written when it is there, the file is
 * closed. Each of these is an operation of its own, and the code that makes the pieces runs in between.
 */
export async function writePieces(actor: Actor, name: string, [path, data, given]: readonly unknown[]): Promise<void> {
  const options = optionsOf(given);
  if (isHandle(path)) return writePiecesTo(actor, path as OpenFile, data as Pieces, options);
  throwIfAborted(options);
  const flags = options.flag || DEFAULT_FLAGS[name];
  const file = { fd: (await promiseOf(actor, openDescriptor(actor, [path, flags, options.mode]))) as number };
  const close = (): Promise<unknown> => callOn(actor, 'close', file);
  try {
    await writePiecesTo(actor, file, data as Pieces, options);
    if (options.flush === true) await callOn(actor, 'fsync', file);
  } catch (error) {
    await close().catch((closing: unknown) => {
      throw bothOf(error, closing);
    });
    throw error;
  }
  await close();
}

/** The same to a file that is open, and stays so. */
export async function writePiecesTo(actor: Actor, file: OpenFile, pieces: Pieces, options: Options): Promise<void> {
  throwIfAborted(options);
  for await (const piece of pieces) {
    throwIfAborted(options);
    const bytes = ArrayBuffer.isView(piece)
      ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
      : Buffer.from(piece as string, encodingOf(options) ?? 'utf8');
    for (let written = 0; written < bytes.length; ) {
      const chunk = bytes.subarray(written, written + CHUNK_BYTES);
      const { bytesWritten } = (await callOn(actor, 'write', file, chunk)) as { bytesWritten: number };
      written += bytesWritten;
      throwIfAborted(options);
    }
  }
}

function callOn(actor: Actor, name: string, { fd }: OpenFile, ...args: unknown[]): Promise<unknown> {
  return promiseOf(actor, (CALLS_BY_FD[name] as MakeWork)(actor, [fd, ...args]));
}

/** As Node tells that closing failed too. */
function bothOf(first: unknown, second: unknown): unknown {
  if (!(first instanceof Error)) return second;
  const both = new AggregateError([first, second], first.message);
  return 'code' in first ? Object.assign(both, { code: first.code }) : both;
}
