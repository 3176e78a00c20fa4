import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { Actor } from './operation.ts';

/**
 * The actor whose code is running, for the seams: a call made by no actor (the module loader, the test runner, the
 * harness) passes through to the real function.
 */
const storage = new AsyncLocalStorage<Actor>();
let armed = false;

/** Armed only while an exploration's loop runs: outside it every seam passes through. */
export function arm(on: boolean): void {
  armed = on;
  // Once used, the storage makes every promise of the process slower (Node 20 keeps its promise hooks on), until disabled.
  if (!on) storage.disable();
}

/** Whether an exploration's loop is running, and seams control what actors do. */
export function isArmed(): boolean {
  return armed;
}

export function currentActor(): Actor | undefined {
  if (!armed) return undefined;
  const actor = storage.getStore();
  return actor;
}

/** Runs `call` as this actor's code; its continuations inherit the actor. */
export function runAs<T>(actor: Actor, call: () => T): T {
  return storage.run(actor, call);
}

/** The same in a context of its own: what code there enters (`AsyncLocalStorage.enterWith`) no other actor is in. */
export function runApart<T>(actor: Actor, call: () => T): T {
  return new AsyncResource('RacelineActor').runInAsyncScope(() => storage.run(actor, call));
}

/** Runs harness code (an oracle, a logger) that must not be taken for the actor's. */
export function runAsHarness<T>(call: () => T): T {
  return storage.exit(call);
}

/** From here on the context that is running, one that its actor's code was thrown out of, is nobody's. */
export function leaveActor(): void {
  if (armed) storage.enterWith(undefined as unknown as Actor);
}
