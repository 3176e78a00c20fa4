import { EventEmitter } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Actor } from '../../engine/operation.ts';
import { actorOf } from './actor-of.ts';
import { knowHandle } from './arguments.ts';
import { CALLS_BY_FD } from './calls-by-fd.ts';
import { readStreamOf, writeStreamOf } from './handle-streams.ts';
import { FileOperation } from './operation.ts';
import { isPieces } from './options.ts';
import { ReadFile } from './read-file.ts';
import { webStreamOf } from './web-stream.ts';
import type { FileWork, MakeWork } from './work.ts';
import { WriteFile } from './write-file.ts';
import { writePieces } from './write-pieces.ts';

const CLOSED = -1;

/**
 * What `open` of `fs/promises` gives an actor: Node's `FileHandle`, on the simulated disk. As there, `close` waits for
 * the calls that are still under way.
 */
export class SimulatedFileHandle extends EventEmitter {
  #fd: number;
  /** Calls under way, and one for the open handle itself. */
  #uses = 1;
  #closing: Promise<unknown> | undefined = undefined;
  /** A web stream reads it: there is but one. */
  #isLocked = false;
  /** Begins the close that waits for the last call. */
  #closeNow: (() => void) | null = null;

  constructor(fd: number) {
    super();
    this.#fd = fd;
    knowHandle(this);
  }

  /** -1 once closed. */
  get fd(): number {
    return this.#fd;
  }

  read(...args: unknown[]): Promise<unknown> {
    return this.#callFd('read', args);
  }

  readv(...args: unknown[]): Promise<unknown> {
    return this.#callFd('readv', args);
  }

  write(...args: unknown[]): Promise<unknown> {
    return this.#callFd('write', args);
  }

  writev(...args: unknown[]): Promise<unknown> {
    return this.#callFd('writev', args);
  }

  stat(...args: unknown[]): Promise<unknown> {
    return this.#callFd('fstat', args);
  }

  truncate(...args: unknown[]): Promise<unknown> {
    return this.#callFd('ftruncate', args);
  }

  sync(): Promise<unknown> {
    return this.#callFd('fsync', []);
  }

  datasync(): Promise<unknown> {
    return this.#callFd('fdatasync', []);
  }

  utimes(...args: unknown[]): Promise<unknown> {
    return this.#callFd('futimes', args);
  }

  chmod(...args: unknown[]): Promise<unknown> {
    return this.#callFd('fchmod', args);
  }

  chown(...args: unknown[]): Promise<unknown> {
    return this.#callFd('fchown', args);
  }

  readFile(options?: unknown): Promise<unknown> {
    return this.#call('readFile', (actor) => new ReadFile(actor, [this.#fd, options]));
  }

  writeFile(data: unknown, options?: unknown): Promise<unknown> {
    if (isPieces(data)) return this.#hold((actor) => writePieces(actor, 'writeFile', [this, data, options]));
    return this.#call('writeFile', (actor) => new WriteFile(actor, [this.#fd, data, options], 'write'));
  }

  /** Where the file's position is: only a file opened for appending appends. */
  appendFile(data: unknown, options?: unknown): Promise<unknown> {
    if (isPieces(data)) return this.writeFile(data, options);
    return this.#call('appendFile', (actor) => new WriteFile(actor, [this.#fd, data, options], 'append'));
  }

  close(): Promise<unknown> {
    if (this.#fd === CLOSED) return Promise.resolve();
    if (this.#closing !== undefined) return this.#closing;
    const actor = actorOf('filehandle.close');
    const closing = new Promise<unknown>((resolve, reject) => {
      this.#closeNow = () => {
        const work = (CALLS_BY_FD.close as MakeWork)(actor, [this.#fd]);
        this.#fd = CLOSED;
        actor.execution.issue(new FileOperation(actor, work, resolve, reject));
      };
    });
    this.#closing = closing;
    this.#release();
    this.emit('close');
    return closing;
  }

  [Symbol.asyncDispose](): Promise<unknown> {
    return this.close();
  }

  createReadStream(options?: object): Readable {
    return readStreamOf(this, options);
  }

  createWriteStream(options?: object): Writable {
    return writeStreamOf(this, options);
  }

  readLines(options?: object): Interface {
    return createInterface({ input: this.createReadStream(options), crlfDelay: Number.POSITIVE_INFINITY });
  }

  readableWebStream(options: object = {}): ReadableStream {
    if (this.#fd === CLOSED) throw invalidState('The FileHandle is closed');
    if (this.#closing !== undefined) throw invalidState('The FileHandle is closing');
    if (this.#isLocked) throw invalidState('The FileHandle is locked');
    this.#isLocked = true;
    const source = { read: this.read.bind(this), done: () => this.#release(), close: () => this.close() };
    const { stream, end } = webStreamOf(source, options);
    this.#uses++;
    this.once('close', end);
    return stream;
  }

  #callFd(name: string, args: readonly unknown[]): Promise<unknown> {
    const make = CALLS_BY_FD[name] as MakeWork;
    return this.#call(name, (actor) => make(actor, [this.#fd, ...args]));
  }

  #call(name: string, make: (actor: Actor) => FileWork): Promise<unknown> {
    if (this.#fd === CLOSED) return Promise.reject(fileClosed(name));
    return new Promise((resolve, reject) => {
      const actor = actorOf(`filehandle.${name}`);
      const work = make(actor);
      this.#uses++;
      const settle = (how: (result: unknown) => void, result: unknown): void => {
        this.#release();
        how(result);
      };
      actor.execution.issue(
        new FileOperation(
          actor,
          work,
          (value) => settle(resolve, value),
          (error) => settle(reject, error),
        ),
      );
    });
  }

  /** For the length of `call` a close waits. */
  async #hold(call: (actor: Actor) => Promise<unknown>): Promise<unknown> {
    if (this.#fd === CLOSED) throw fileClosed('writeFile');
    this.#uses++;
    try {
      return await call(actorOf('filehandle.writeFile'));
    } finally {
      this.#release();
    }
  }

  #release(): void {
    if (--this.#uses > 0 || this.#closeNow === null) return;
    const closeNow = this.#closeNow;
    this.#closeNow = null;
    closeNow();
  }
}

// What Node calls it, for whoever prints one.
Object.defineProperty(SimulatedFileHandle, 'name', { value: 'FileHandle' });

function invalidState(what: string): Error {
  return Object.assign(new Error(`Invalid state: ${what}`), { code: 'ERR_INVALID_STATE' });
}

function fileClosed(name: string): Error {
  return Object.assign(new Error('file closed'), { code: 'EBADF', syscall: name });
}
