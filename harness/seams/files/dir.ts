import fs, { type Dirent } from 'node:fs';
import { join } from 'node:path';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import type { DirectoryEntry } from '../../world/disk/directory-stream.ts';
import { closedir, opendir, readEntries } from '../../world/disk/opendir-calls.ts';
import type { Volume } from '../../world/disk/volume.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { actorOf } from './actor-of.ts';
import { argumentError, received } from './argument-errors.ts';
import { pathOf } from './arguments.ts';
import { runAtOnce } from './at-once.ts';
import { direntOf } from './dirent.ts';
import { nothing, onFd, onPath, SingleEffect } from './one-effect.ts';
import { FileOperation } from './operation.ts';
import { type Options, optionsOf, pathIn } from './options.ts';
import { callbackResults } from './results.ts';
import type { FileWork, MakeWork } from './work.ts';

const OPENDIR = kindNamed('opendir');
const openWork = onPath('opendir', 'reads', nothing, opendir);
const closeWork = onFd('closedir', 'reads', nothing, closedir);
const readWork = onFd('readdir', 'lists', (args) => Number(args[1]), readEntries);

/** `opendir`: what it opens is read entry by entry, while others go on changing it. */
export const opendirWork: MakeWork = (_actor, args) => {
  const [given, second] = args;
  const path = pathOf(given);
  const options = optionsOf(second);
  const name = given instanceof Uint8Array ? Buffer.from(given) : path.given;
  const act = (volume: Volume, actor: Actor): SimulatedDir =>
    new SimulatedDir(opendir(volume, actor, path), name, options);
  return new SingleEffect(OPENDIR, path, [{ path, how: 'reads' }], undefined, act, args);
};

type Callback = (error: unknown, ...values: unknown[]) => void;

/** The folders below are read to their end from Node 22 on; before, no further than one batch. */
const READS_ALL_BELOW = NODE_MAJOR >= 22;
/** Whether `read()` of a closed directory rejects; before, it throws. */
const REJECTS = READS_ALL_BELOW;

/** Checks the options, and is what `instanceof` knows. Node's types do not tell how it is made. */
const NodeDir = fs.Dir as unknown as new (handle: object, path: unknown, options: unknown) => object;

/**
 * What `opendir` gives: Node's `Dir`, on the simulated disk. As there, reads bring several entries at a time, of which the next ones
 * are given without asking the disk; calls of the asynchronous forms wait for each other.
 */
export class SimulatedDir extends NodeDir {
  readonly #fd: number;
  readonly #path: string | Buffer;
  readonly #options: Options;
  readonly #bufferSize: number;
  #entries: Dirent[] = [];
  #isClosed = false;
  /** Calls that wait for the one under way; null: none is. */
  #waiting: (() => void)[] | null = null;
  /** Folders below that are read next. */
  #below: { readonly fd: number; readonly path: string }[] = [];

  constructor(fd: number, path: string | Buffer, options: Options) {
    super({ close: nothing }, path, options);
    this.#fd = fd;
    this.#path = path;
    this.#options = options;
    this.#bufferSize = typeof options.bufferSize === 'number' ? options.bufferSize : BUFFER_SIZE;
  }

  get path(): string | Buffer {
    return this.#path;
  }

  read(...args: unknown[]): unknown {
    const [callback] = args;
    if (REJECTS && args.length === 0) return this.#promise((done) => this.#read(false, done));
    if (this.#isClosed) throw dirClosed();
    if (callback === undefined) return this.#promise((done) => this.#read(false, done));
    this.#read(true, bindCallback(functionOf(callback)));
    return undefined;
  }

  readSync(): Dirent | null {
    this.#checkIdle();
    if (!this.#hasBuffered()) {
      const entries = runAtOnce(actorOf('dir.readSync'), this.#readWork(this.#fd)) as DirectoryEntry[] | null;
      if (entries === null) return null;
      this.#take(entries, this.#path);
    }
    return this.#next();
  }

  close(callback?: unknown): unknown {
    if (callback === undefined) {
      return this.#isClosed ? Promise.reject(dirClosed()) : this.#promise((done) => this.#close(done));
    }
    this.#close(bindCallback(functionOf(callback)));
    return undefined;
  }

  closeSync(): void {
    this.#checkIdle();
    this.#closeBelow();
    this.#isClosed = true;
    const actor = actorOf('dir.closeSync');
    runAtOnce(actor, closeWork(actor, [this.#fd]));
  }

  async *entries(): AsyncGenerator<Dirent, void> {
    try {
      for (;;) {
        const entry = await this.#promise((done) => this.#read(false, done));
        if (entry === null) break;
        yield entry as Dirent;
      }
    } finally {
      await this.close();
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Dirent, void> {
    return this.entries();
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) this.closeSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  #promise(call: (done: Callback) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      call((error, value) => (error ? reject(error) : resolve(value)));
    });
  }

  /** `isAsked`: by a callback, which never comes at once. */
  #read(isAsked: boolean, done: Callback): void {
    if (this.#isClosed) throw dirClosed();
    if (this.#waiting !== null) {
      this.#waiting.push(() => this.#read(isAsked, done));
      return;
    }
    if (this.#hasBuffered()) {
      this.#give(isAsked ? (error, ...values) => process.nextTick(done, error, ...values) : done);
      return;
    }
    this.#waiting = [];
    this.#issue('dir.read', this.#readWork(this.#fd), (error, entries) => {
      process.nextTick(() => this.#goOn());
      if (error || entries === null) {
        done(error, entries);
        return;
      }
      this.#take(entries as DirectoryEntry[], this.#path);
      this.#give(done);
    });
  }

  #give(done: Callback): void {
    let entry: Dirent;
    try {
      entry = this.#next();
    } catch (error) {
      done(error);
      return;
    }
    done(null, entry);
  }

  #goOn(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const call of waiting) call();
  }

  #close(done: Callback): void {
    if (this.#isClosed) {
      process.nextTick(done, dirClosed());
      return;
    }
    if (this.#waiting !== null) {
      this.#waiting.push(() => this.#close(done));
      return;
    }
    this.#closeBelow();
    this.#isClosed = true;
    const actor = actorOf('dir.close');
    this.#issue('dir.close', closeWork(actor, [this.#fd]), done);
  }

  #issue(what: string, work: FileWork, done: Callback): void {
    const actor = actorOf(what);
    // The next calls may be begun in its delivery, as this actor's.
    const bound = bindCallback(done);
    const settle = (value: unknown): void => bound(null, ...callbackResults(work.kind.name, value));
    actor.execution.issue(new FileOperation(actor, work, settle, bound));
  }

  #readWork(fd: number): FileWork {
    return readWork(actorOf('dir.read'), [fd, this.#bufferSize]);
  }

  #take(entries: readonly DirectoryEntry[], parentPath: string | Buffer): void {
    const { encoding } = this.#options;
    for (const { name, kind } of entries) this.#entries.push(direntOf(pathIn({ encoding }, name), kind, parentPath));
  }

  /** The next entry of those at hand. The folder that it may be is opened at once, within the call that asks for it. */
  #next(): Dirent {
    const entry = this.#entries.shift() as Dirent;
    if (this.#options.recursive === true && entry.isDirectory()) this.#enter(entry);
    return entry;
  }

  #enter(entry: Dirent): void {
    const actor = actorOf('dir.read');
    const path = join(entry.parentPath, entry.name);
    const fd = runAtOnce(actor, openWork(actor, [path])) as number;
    this.#below.push({ fd, path });
    if (READS_ALL_BELOW) return;
    this.#readBelow();
    this.#closeBelow();
  }

  /** Reads on below first, even where entries are at hand, as Node does. */
  #hasBuffered(): boolean {
    while (this.#below.length > 0) {
      this.#readBelow();
      if (this.#entries.length > 0) break;
    }
    return this.#entries.length > 0;
  }

  /** Reads on in the first of the folders below, which then is the last, or closed. */
  #readBelow(): void {
    const [first] = this.#below.splice(0, 1);
    if (first === undefined) return;
    const actor = actorOf('dir.read');
    const entries = runAtOnce(actor, this.#readWork(first.fd)) as DirectoryEntry[] | null;
    if (entries === null) {
      runAtOnce(actor, closeWork(actor, [first.fd]));
      return;
    }
    this.#take(entries, first.path);
    this.#below.push(first);
  }

  #closeBelow(): void {
    const actor = actorOf('dir.close');
    for (const { fd } of this.#below.splice(0)) runAtOnce(actor, closeWork(actor, [fd]));
  }

  #checkIdle(): void {
    if (this.#isClosed) throw dirClosed();
    if (this.#waiting !== null) throw concurrent();
  }
}

/** Entries that a read brings, unless the options say otherwise. */
const BUFFER_SIZE = 32;

Object.defineProperty(SimulatedDir, 'name', { value: 'Dir' });
// Node 20 has neither.
if (!(Symbol.asyncDispose in NodeDir.prototype)) {
  for (const key of [Symbol.dispose, Symbol.asyncDispose]) Reflect.deleteProperty(SimulatedDir.prototype, key);
}

function functionOf(callback: unknown): Callback {
  if (typeof callback === 'function') return callback as Callback;
  const what = 'The "callback" argument must be of type function.';
  throw argumentError('ERR_INVALID_ARG_TYPE', `${what} ${received(callback)}`);
}

function dirClosed(): Error {
  return Object.assign(new Error('Directory handle was closed'), { code: 'ERR_DIR_CLOSED' });
}

function concurrent(): Error {
  const message = 'Cannot do synchronous work on directory handle with concurrent asynchronous operations';
  return Object.assign(new Error(message), { code: 'ERR_DIR_CONCURRENT_OPERATION' });
}
