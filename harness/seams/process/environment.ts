import type { SimProcess } from '../../engine/process.ts';
import { dispatchGetter } from '../dispatch/dispatch.ts';

const environments = new WeakMap<SimProcess, NodeJS.ProcessEnv>();

/**
 * Gives each simulated process variables of its own, a copy of the real ones from when it first asks; a thread has those of its
 * process. Not covered: what a module took from `process.env` before it was asked for by an actor (`import { env }`).
 */
export function installEnvironmentSeam(): void {
  dispatchGetter(process, 'env', ({ process: { threadOf }, process: own }) => environmentOf(threadOf ?? own));
}

function environmentOf(process: SimProcess): NodeJS.ProcessEnv {
  const known = environments.get(process);
  if (known !== undefined) return known;
  const made = new Proxy({ ...realEnvironment }, AS_STRINGS);
  environments.set(process, made);
  return made;
}

/** Asked as nobody: the dispatcher is for actors. */
const realEnvironment = process.env;

/** As the real one does with what is assigned. A symbol it refuses, and so does this. */
const AS_STRINGS: ProxyHandler<NodeJS.ProcessEnv> = {
  set(target, name, value) {
    if (typeof name === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    target[name] = `${value}`;
    return true;
  },
};
