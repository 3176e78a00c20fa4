import { AsyncResource } from 'node:async_hooks';

/**
 * Binds a callback of code under test to the asynchronous context of its issue: the actor's, and whatever other
 * AsyncLocalStorage the code itself uses.
 */
export function bindCallback<Args extends unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
  const resource = new AsyncResource('RacelineOperation');
  return (...args) => resource.runInAsyncScope(callback, undefined, ...args);
}
