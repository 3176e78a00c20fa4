import fs from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { runAsHarness } from '../../engine/current-actor.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { TcpEnd } from '../../world/network/loopback/tcp-end.ts';
import { UNIX_BYTES_MAX } from '../../world/network/loopback/unix-sockets.ts';
import { worldFor } from '../../world/world.ts';
import { makeTcpHandle, type TcpHandle } from '../net/tcp-handle.ts';
import { noteLines } from '../process/console.ts';
import { empty, isFile, streamsOf, writing } from '../process/standard-streams.ts';
import { PROCESS } from './command.ts';

/** What Node makes of the option `stdio` for one number, as it hands it to whoever begins the process. */
export interface StdioEntry {
  readonly type: 'ignore' | 'pipe' | 'overlapped' | 'inherit' | 'fd' | 'wrap';
  handle?: object;
  readonly ipc?: boolean;
  readonly fd?: number;
}

/** What a program has at one of its numbers: made in its first step, with the code of its process. */
export type Opening = () => Readable | Writable;

/** Connects one number of the process that `parent` begins with what the option says; the parent gets its end at once. */
export function openingOf(
  entry: StdioEntry,
  number: number,
  parent: Actor,
  child: SimProcess,
  of: () => Actor,
): Opening {
  const isInput = number === 0;
  switch (entry.type) {
    case 'pipe':
    case 'overlapped':
      return pipe(entry, `${child.name}.${child.pid}:${number}`, isInput, parent, child, of);
    case 'inherit':
    case 'fd':
      return inherited(entry.fd ?? number, isInput, parent, child);
    case 'wrap':
      reportLeak(PROCESS, 'whose stdio is a stream; give pipe, and pipe the two');
  }
  return () => (isInput ? empty() : writing(() => {}));
}

/** The program's end is the kernel's own from the start: it closes with the process, even if that never came to its first line. */
function pipe(
  entry: StdioEntry,
  name: string,
  isInput: boolean,
  parent: Actor,
  child: SimProcess,
  of: () => Actor,
): Opening {
  const server = takePipe(entry, name, parent);
  worldFor(parent.execution).network.loopback.own(server, child);
  return () => {
    const own = makeTcpHandle(of());
    own.side.take(server, name);
    return socketOf(own, isInput);
  };
}

/**
 * Node makes a pair of Unix domain sockets for `pipe`. Puts an end of a simulated one in the place of Node's own, which was never
 * opened. Returns the other.
 */
function takePipe(entry: StdioEntry, name: string, parent: Actor): TcpEnd {
  const { handle: unused } = entry;
  if (unused !== undefined) runAsHarness(() => (unused as { close(): void }).close());
  const { client, server } = TcpEnd.pair(name, UNIX_BYTES_MAX);
  const handle = makeTcpHandle(parent);
  handle.side.take(client, name);
  entry.handle = handle;
  return server;
}

/** One of which the other end was closed before anything went through it. */
export function closedPipe(entry: StdioEntry, parent: Actor): void {
  if (entry.handle !== undefined && entry.ipc !== true) takePipe(entry, 'pipe', parent).close();
}

/** As Node makes the standard streams of a process that has pipes for them. */
function socketOf(handle: TcpHandle, isInput: boolean): Socket {
  const options = { handle, readable: isInput, writable: !isInput, manualStart: true };
  return new Socket(options as unknown as SocketConstructorOpts);
}

/** A file is open in both, at one position; standard output and error go where those of the parent go. */
function inherited(fd: number, isInput: boolean, parent: Actor, child: SimProcess): Opening {
  const { volume } = worldFor(parent.execution).disk;
  const file = isFile(fd) ? volume.files(parent.process).get(fd) : undefined;
  if (file !== undefined) {
    const own = volume.files(child).add(file);
    return () => (isInput ? fs.createReadStream('', { fd: own }) : writing((bytes) => void fs.writeSync(own, bytes)));
  }
  if (isInput) return empty;
  const streams = streamsOf(parent.process);
  const target = fd === 2 ? 'stderr' : 'stdout';
  return () => streams?.[target] ?? writing((bytes) => noteLines(bytes.toString('utf8')));
}
