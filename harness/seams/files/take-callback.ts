import { bindCallback } from '../dispatch/callback.ts';
import { argumentError } from './argument-errors.ts';
import { refusalWithCallback } from './refusals.ts';

type Callback = (...args: unknown[]) => void;

/** Takes the callback off the end of the arguments. */
export function takeCallback(name: string, args: unknown[]): Callback {
  let last = args.length - 1;
  while (last >= 0 && typeof args[last] !== 'function') last--;
  const callback = args[last];
  // The first argument is never it.
  if (typeof callback === 'function' && last > 0) {
    args.length = last;
    return bindCallback(callback as Callback);
  }
  // The one call that may do without.
  if (name === 'close') return bindCallback(throwIfFailed);
  // This one finds out later, and then has nobody to tell.
  const refusal = name === 'rm' ? undefined : refusalWithCallback(name, args);
  throw (
    refusal ?? argumentError('ERR_INVALID_ARG_TYPE', 'The "cb" argument must be of type function. Received undefined')
  );
}

function throwIfFailed(error: unknown): void {
  if (error !== null && error !== undefined) throw error;
}
