import childProcess from 'node:child_process';
import { reportLeak } from './leak-detector.ts';
import { patch } from './patch.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Uncontrolled calls that make no asynchronous resource, so that they have to be watched by name. All go through to the
 * real function: the leak detector says that they happened. What a FinalizationRegistry calls back cannot run within an
 * execution, which is why it is not among them.
 */
export function installBlockingCallsWatch(): void {
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) watch(childProcess, name, name);
  watch(Atomics, 'wait', 'Atomics.wait');
  // Whether the garbage collector has come by decides what a weak reference gives.
  watch(WeakRef.prototype, 'deref', 'WeakRef');
}

function watch(target: object, key: string, resource: string): void {
  patch<Call>(target, key, (original) => {
    return function watched(this: unknown, ...args) {
      reportLeak(resource);
      return Reflect.apply(original, this, args);
    };
  });
}
