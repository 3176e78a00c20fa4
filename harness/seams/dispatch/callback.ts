import { AsyncResource } from 'node:async_hooks';
import { currentActor } from '../../engine/current-actor.ts';
import { activeDomain, inDomain } from './domain.ts';

/**
 * Binds a callback of code under test to the asynchronous context of its issue: the actor's, and whatever other
 * AsyncLocalStorage the code itself uses. What it throws nobody can catch: Node would end the process with an uncaught
 * exception, here it is recorded with its step and actor, and the step loop goes on.
 */
export function bindCallback<Args extends unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
  const resource = new AsyncResource('RacelineOperation');
  const actor = currentActor();
  const domain = activeDomain();
  return (...args) => {
    try {
      resource.runInAsyncScope(callback, undefined, ...args);
    } catch (error) {
      if (actor === undefined) throw error;
      inDomain(domain, () => actor.execution.escaped(error, actor));
    }
  };
}
