import timers from 'node:timers';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { type Call, patch } from '../../engine/patch.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { type Controlled, dispatcher, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { installAbortSignalSeam } from './abort-signal.ts';
import { timerNumbered, VirtualImmediate, VirtualTimeout } from './handle.ts';
import { coerceDelay } from './operation.ts';
import { installTimersPromisesSeam } from './promises.ts';
import { installRealImmediates } from './real-immediates.ts';
import { installRealTimeouts } from './real-timeouts.ts';

/** Puts dispatchers in place of the timer functions: the globals, `node:timers`, its promises and `AbortSignal.timeout`. */
export function installTimerSeam(): void {
  installTimersPromisesSeam();
  installAbortSignalSeam();
  installRealImmediates();
  installRealTimeouts();
  patchEverywhere('setTimeout', (original) => dispatcher(original, starter(false)));
  patchEverywhere('setInterval', (original) => dispatcher(original, starter(true)));
  patchEverywhere('clearTimeout', clearer);
  patchEverywhere('clearInterval', clearer);
  patchEverywhere('setImmediate', (original) => dispatcher(original, startImmediate));
  patchEverywhere('clearImmediate', immediateClearer);
}

/** The global and the one of `node:timers` are the same function in Node, and stay so. */
function patchEverywhere(name: keyof typeof timers, make: (original: Call) => Call): void {
  const made = new Map<Call, Call>();
  const makeOnce = (original: Call): Call => {
    const replacement = made.get(original) ?? make(original);
    made.set(original, replacement);
    return replacement;
  };
  patch<Call>(globalThis, name, makeOnce);
  patch<Call>(timers, name, makeOnce);
}

function starter(repeats: boolean): Controlled {
  return (actor, [callback, delay, ...args]) => {
    // Node's own function refuses a callback that is none, in its own words.
    if (typeof callback !== 'function') return PASS_THROUGH;
    const timer = new VirtualTimeout(actor, coerceDelay(delay), { repeats, isRef: true });
    return timer.start(bindCallback(callback.bind(timer, ...args)));
  };
}

function startImmediate(actor: Actor, [callback, ...args]: readonly unknown[]): unknown {
  if (typeof callback !== 'function') return PASS_THROUGH;
  const immediate = new VirtualImmediate(actor);
  return immediate.start(bindCallback(callback.bind(immediate, ...args)));
}

/** Not for actors alone: a virtual timer may be cleared by whoever has it. */
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

function immediateClearer(original: Call): Call {
  return (immediate) => {
    if (immediate instanceof VirtualImmediate) immediate.close();
    else if (!(immediate instanceof VirtualTimeout)) original(immediate);
  };
}
