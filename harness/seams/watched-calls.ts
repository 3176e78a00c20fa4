import { PerformanceObserver } from 'node:perf_hooks';
import { MessagePort } from 'node:worker_threads';
import { reportRealCall } from '../engine/leak-detector.ts';
import { type Call, patch } from '../engine/patch.ts';

/**
 * Watches uncontrolled calls that make no asynchronous resource of their own. All go through to the real function: the
 * leak detector says that they happened. What a FinalizationRegistry calls back cannot run within an execution, which
 * is why it is not among them.
 */
export function installCallWatch(): void {
  for (const name of ['wait', 'waitAsync']) watch(Atomics, name, `Atomics.${name}`);
  // V8 compiles on threads of its own, and tells nobody but the promise.
  for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
    watch(WebAssembly, name, `WebAssembly.${name}`);
  }
  // Messages: also how a module that an actor loads is asked for, of tsx's thread or of vitest's parent process.
  watch(MessagePort.prototype, 'postMessage', 'postMessage');
  watch(process, '_send', 'process.send');
  // What is observed comes with a real immediate, which Node makes once for all observers of a thread.
  watch(PerformanceObserver.prototype, 'observe', 'PerformanceObserver');
  // Whether the garbage collector has come by decides what a weak reference gives.
  watch(WeakRef.prototype, 'deref', 'WeakRef');
}

/** Goes through to the real function. */
export function watch(target: object, key: string, resource: string): void {
  patch<Call>(target, key, (original) => {
    // A property's name, unlike a function's, is the same in the bundled command: harmless.ts looks for it on the stack.
    const { watched } = {
      watched(this: unknown, ...args: unknown[]): unknown {
        reportRealCall(resource);
        return Reflect.apply(original, this, args);
      },
    };
    return watched;
  });
}
