import fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Actor } from '../../engine/operation.ts';
import { PASS_THROUGH } from '../dispatch/dispatch.ts';
import { isHandle } from './arguments.ts';
import { dispatchFileCall } from './dispatch.ts';
import { callbackResults } from './results.ts';

/** The calls of a `FileHandle` that its streams make. */
export interface StreamedHandle {
  readonly fd: number;
  read(...args: unknown[]): Promise<unknown>;
  write(...args: unknown[]): Promise<unknown>;
  writev(...args: unknown[]): Promise<unknown>;
  close(): Promise<unknown>;
}

type Callback = (error: unknown, ...results: unknown[]) => void;

/** Node's own stream over a simulated handle, which Node does not take for one of its own. */
export function readStreamOf(handle: StreamedHandle, options: object = {}): Readable {
  return new ReadStream('', { autoClose: true, ...options, fd: handle.fd, fs: callsOf(handle) });
}

export function writeStreamOf(handle: StreamedHandle, options: object = {}): Writable {
  return new WriteStream('', { autoClose: true, ...options, fd: handle.fd, fs: callsOf(handle) });
}

/** `fs.createReadStream` and `fs.createWriteStream` of a simulated handle as the `fd`. */
export function installHandleStreams(): void {
  dispatchFileCall(fs, 'createReadStream', ofHandle(readStreamOf));
  dispatchFileCall(fs, 'createWriteStream', ofHandle(writeStreamOf));
}

function ofHandle(
  make: (handle: StreamedHandle, options: object) => unknown,
): (actor: Actor, args: unknown[]) => unknown {
  return (_actor, [, options]) => {
    const handle: unknown = Reflect.get(Object(options), 'fd');
    return isHandle(handle) ? make(handle as StreamedHandle, options as object) : PASS_THROUGH;
  };
}

// Node's types know the classes by what `fs.createReadStream` gives, not their constructors.
type MakeStream<Stream> = new (path: string, options: object) => Stream;
const ReadStream = fs.ReadStream as unknown as MakeStream<Readable>;
const WriteStream = fs.WriteStream as unknown as MakeStream<Writable>;

/** The handle's promises as the callbacks of `fs`, as Node has them for handles of its own. */
function callsOf(handle: StreamedHandle): object {
  return {
    open: () => {},
    read: (_fd: number, ...args: unknown[]) => calledBack('read', args, (rest) => handle.read(...rest)),
    write: (_fd: number, ...args: unknown[]) => calledBack('write', args, (rest) => handle.write(...rest)),
    writev: (_fd: number, ...args: unknown[]) => calledBack('writev', args, (rest) => handle.writev(...rest)),
    close: (_fd: number, callback: Callback) => {
      handle.close().then(() => callback(null), callback);
    },
  };
}

function calledBack(
  name: string,
  args: readonly unknown[],
  call: (args: readonly unknown[]) => Promise<unknown>,
): void {
  const callback = args.at(-1) as Callback;
  call(args.slice(0, -1)).then((value) => callback(null, ...callbackResults(name, value)), callback);
}
