import type { Actor } from '../../engine/operation.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { isLoadingModule } from './loader.ts';

/** Standard input, output and error are no files of the simulated disk. */
const LAST_STANDARD_FD = 2;

/** Puts a dispatcher in place of a function of `fs`: what the module loader and the standard streams need stays real. */
export function dispatchFileCall(
  target: object,
  name: string,
  simulated: (actor: Actor, args: unknown[]) => unknown,
): void {
  dispatch(target, name, (actor, args) =>
    isLoadingModule() || isStandardFd(args[0]) ? PASS_THROUGH : simulated(actor, args),
  );
}

function isStandardFd(value: unknown): boolean {
  return typeof value === 'number' && value <= LAST_STANDARD_FD && value >= 0;
}
