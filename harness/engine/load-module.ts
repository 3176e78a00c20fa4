import type { ActorOptions } from './actor.ts';
import type { Actor } from './operation.ts';
import type { SimProcess } from './process.ts';

/**
 * Gives the process its copy of the module that `from` means by this specifier. `loader`: declares an actor of it that does nothing but
 * load.
 */
export type LoadModule = (process: SimProcess, specifier: string, from: string, loader: () => Actor) => unknown;

/** Declares actors. */
interface Declaring {
  actor(name: string, process: SimProcess, body: () => void, options: ActorOptions): Actor;
}

/** Lets the process load modules by this. */
export function letLoad(process: SimProcess, load: LoadModule, execution: Declaring): void {
  const loader = (): Actor => execution.actor(`${process.name} loads`, process, () => {}, { isDaemon: true });
  process.loadModule = (specifier, from) => load(process, specifier, from, loader);
}
