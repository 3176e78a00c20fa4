import { Readable, Writable } from 'node:stream';
import type { SimProcess } from '../../engine/process.ts';
import { FIRST_FD } from '../../world/disk/open-files.ts';

/** The standard streams of a process that a program runs in. */
export interface StandardStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const ofProcesses = new WeakMap<SimProcess, StandardStreams>();

/** Undefined for processes that a scenario declares: theirs are its timeline. */
export function streamsOf(process: SimProcess): StandardStreams | undefined {
  return ofProcesses.get(process);
}

/** Before the first line of the program's code, which may print. */
export function setStreams(process: SimProcess, streams: StandardStreams): void {
  ofProcesses.set(process, streams);
}

/** `/dev/null`, or a standard input of which nobody knows what will come. */
export function empty(): Readable {
  return Readable.from([]);
}

/** Takes bytes in whatever is given, and hands each chunk on at once. */
export function writing(take: (bytes: Buffer) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      take(chunk);
      done();
    },
  });
}

/** Whether a number is that of a file of the simulated disk. */
export function isFile(fd: number): boolean {
  return fd >= FIRST_FD;
}
