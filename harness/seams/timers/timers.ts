import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patch } from '../../engine/patch.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { installAbortSignalSeam } from './abort-signal.ts';
import { timerNumbered, VirtualImmediate, VirtualTimeout } from './handle.ts';
import { coerceDelay } from './operation.ts';
import { installTimersPromisesSeam } from './promises.ts';

type Call = (...args: unknown[]) => unknown;

/** Puts dispatchers in place of the timer functions: the globals, `node:timers`, its promises and `AbortSignal.timeout`. */
export function installTimerSeam(): void {
  installTimersPromisesSeam();
  installAbortSignalSeam();
  patchEverywhere('setTimeout', (original) =>
    withPromisified(starter(original, false), () => timersPromises.setTimeout),
  );
  patchEverywhere('setInterval', (original) => starter(original, true));
  patchEverywhere('clearTimeout', clearer);
  patchEverywhere('clearInterval', clearer);
  patchEverywhere('setImmediate', (original) =>
    withPromisified(immediateStarter(original), () => timersPromises.setImmediate),
  );
  patchEverywhere('clearImmediate', immediateClearer);
}

/** The global and the one of `node:timers` are the same function in Node, and stay so. */
function patchEverywhere(name: keyof typeof timers, make: (original: Call) => Call): void {
  const made = new Map<Call, Call>();
  const makeOnce = (original: Call): Call => {
    const dispatcher = made.get(original) ?? make(original);
    made.set(original, dispatcher);
    return dispatcher;
  };
  patch<Call>(globalThis, name, makeOnce);
  patch<Call>(timers, name, makeOnce);
}

function starter(original: Call, repeats: boolean): Call {
  return (callback, delay, ...args) => {
    const actor = currentActor();
    // Node's own function refuses a callback that is none, in its own words.
    if (actor === undefined || typeof callback !== 'function') return original(callback, delay, ...args);
    return startTimeout(actor, callback as Call, coerceDelay(delay), repeats, args);
  };
}

function startTimeout(
  actor: Actor,
  callback: Call,
  delayMs: number,
  repeats: boolean,
  args: readonly unknown[],
): VirtualTimeout {
  const timer = new VirtualTimeout(actor, delayMs, { repeats, isRef: true });
  return timer.start(bindCallback(callback.bind(timer, ...args)));
}

function clearer(original: Call): Call {
  return (timer) => {
    if (timer instanceof VirtualTimeout) {
      timer.close();
      return;
    }
    if (typeof timer === 'number' || typeof timer === 'string') {
      const actor = currentActor();
      const known = actor === undefined ? undefined : timerNumbered(actor.execution, Number(timer));
      if (known !== undefined) {
        known.close();
        return;
      }
    }
    // A real timer, of the module that made it before the execution.
    if (!(timer instanceof VirtualImmediate)) original(timer);
  };
}

function immediateStarter(original: Call): Call {
  return (callback, ...args) => {
    const actor = currentActor();
    if (actor === undefined || typeof callback !== 'function') return original(callback, ...args);
    const immediate = new VirtualImmediate(actor);
    return immediate.start(bindCallback(callback.bind(immediate, ...args)));
  };
}

function immediateClearer(original: Call): Call {
  return (immediate) => {
    if (immediate instanceof VirtualImmediate) immediate.close();
    else if (!(immediate instanceof VirtualTimeout)) original(immediate);
  };
}

/** `util.promisify(setTimeout)` asks the function itself for its promise version. */
function withPromisified(dispatcher: Call, promised: () => unknown): Call {
  return Object.defineProperty(dispatcher, promisify.custom, { enumerable: true, get: promised });
}
