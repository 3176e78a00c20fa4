import type { Actor } from '../../engine/operation.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { isLoadingModule } from './loader.ts';
import { unsupported } from './unsupported.ts';

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

/** Refuses what `target`, known as `label`, has and the simulated disk has not. */
export function refuse(target: object, label: string, names: readonly string[]): void {
  for (const name of names) {
    dispatchFileCall(target, name, () => {
      throw unsupported(`${label}.${name}`);
    });
  }
}

function isStandardFd(value: unknown): boolean {
  return typeof value === 'number' && value <= LAST_STANDARD_FD && value >= 0;
}
