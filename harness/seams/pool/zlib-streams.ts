import { currentActor, runAsHarness } from '../../engine/current-actor.ts';
import { takeOver } from '../../engine/leak-detector.ts';
import { kindNamed } from '../../engine/resource.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { PoolOperation } from './operation.ts';

const ZLIB = kindNamed('zlib');

/** Names are Node's: its zlib streams, for all their formats, are JavaScript over such a handle (`lib/zlib.js`). */
interface ZlibHandle {
  init(...args: unknown[]): unknown;
  /** Compresses in the thread pool, then calls what `init` was given, or `onerror`. */
  write(...args: unknown[]): void;
  /** The same at once; calls `onerror` only. */
  writeSync(...args: unknown[]): void;
  close(): void;
  onerror(...why: unknown[]): void;
}

/** Streams of node:zlib, and CompressionStream and DecompressionStream, which are made of them. */
export function installZlibStreams(): void {
  takeOver<ZlibHandle>('ZLIB', (handle) => new ZlibCalls(handle));
}

/** The calls of one handle: each piece is compressed where Node hands it to the pool, and told in a step. */
class ZlibCalls {
  private readonly handle: ZlibHandle;
  private readonly native: ZlibHandle['close'];
  /** Between a piece that was handed in and the step that tells of it: Node never has two under way. */
  private isWorking = false;
  /** The stream was destroyed meanwhile, and Node closes what it no longer needs. */
  private isToClose = false;
  /** Runs what is told where the stream was made; what it throws is that actor's. */
  private tell: (what: () => void) => void = () => {};
  /** What `init` was given to be called after each piece. */
  private processed: () => void = () => {};

  constructor(handle: ZlibHandle) {
    const { init, write, writeSync, close } = handle;
    this.handle = handle;
    this.native = close;
    handle.init = (...args) => {
      // In the asynchronous context that the stream was made in, as Node's own handles.
      this.tell = bindCallback((what: () => void) => what());
      this.processed = args.find((arg) => typeof arg === 'function') as () => void;
      return Reflect.apply(init, handle, args);
    };
    handle.write = (...args) => this.write(args, write, writeSync);
    handle.close = () => this.close();
  }

  private write(args: unknown[], later: ZlibHandle['write'], atOnce: ZlibHandle['writeSync']): void {
    const { handle } = this;
    const actor = currentActor();
    if (actor === undefined) {
      Reflect.apply(later, handle, args);
      return;
    }
    const failure = this.failureOf(() => Reflect.apply(atOnce, handle, args));
    this.isWorking = true;
    actor.execution.issue(new PoolOperation(actor, ZLIB, () => this.told(failure), []));
  }

  /** What the handle says is wrong with the data, as the stream is told only when the pool is done. */
  private failureOf(compress: () => void): readonly unknown[] | null {
    const { handle } = this;
    const { onerror } = handle;
    let failure: readonly unknown[] | null = null;
    handle.onerror = (...why) => {
      failure = why;
    };
    runAsHarness(compress);
    handle.onerror = onerror;
    return failure;
  }

  private told(failure: readonly unknown[] | null): void {
    this.isWorking = false;
    this.tell(() => {
      if (failure === null) this.processed.call(this.handle);
      else this.handle.onerror(...failure);
    });
    if (this.isToClose) this.close();
  }

  /** A handle at work is closed when its piece is done. */
  private close(): void {
    this.isToClose = this.isWorking;
    if (!this.isWorking) Reflect.apply(this.native, this.handle, []);
  }
}
