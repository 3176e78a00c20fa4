import { currentActor, runApart } from '../../engine/current-actor.ts';
import type { LoadModule } from '../../engine/load-module.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { setApart, showGlobals } from '../process/own-globals.ts';
import { ModuleCopies } from './copies.ts';

const copies = new WeakMap<SimProcess, ModuleCopies>();
const loaders = new WeakMap<SimProcess, Actor>();

/**
 * Gives a simulated process its own instance of a module, and of all that it imports. What a module does as it loads is that
 * process's: of the actor who loads it, or else of one that does nothing but load.
 */
export const loadCopy: LoadModule = (process, specifier, from, loader) => {
  const actor = currentActor();
  const own = copiesOf(process);
  if (actor?.process === process) return own.import(specifier, from);
  const before = showGlobals(process);
  try {
    return runApart(loaderOf(process, loader), () => own.import(specifier, from));
  } finally {
    showGlobals(before);
  }
};

function copiesOf(process: SimProcess): ModuleCopies {
  const known = copies.get(process);
  if (known !== undefined) return known;
  const made = new ModuleCopies();
  copies.set(process, made);
  setApart(process);
  return made;
}

/** Not missed when it never ends; what it began, as a timer that sweeps, goes on. */
function loaderOf(process: SimProcess, loader: () => Actor): Actor {
  const known = loaders.get(process) ?? loader();
  loaders.set(process, known);
  return known;
}
