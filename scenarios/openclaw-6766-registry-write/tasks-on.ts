import type { ProcessPlan, Task, Workload } from './workload.ts';
import { REGISTRIES, type RegistryName } from './world.ts';

/** Which registry a task changes; null: it reads one. */
const CHANGED: Readonly<Record<Task['kind'], RegistryName | null>> = {
  'add-model': 'models',
  'add-under-new-id': 'models',
  'remove-model': 'models',
  'set-temperature': 'models',
  'set-base-url': 'providers',
  'set-api-key': 'providers',
  'load-plugin': 'tools',
  'disable-tool': 'tools',
  'enable-tool': 'tools',
  'add-message': 'session',
  'end-session': 'session',
  list: null,
};

/**
 * How many tasks change this registry, as planned: an implementation that does them in turn, or as one, has met them
 * too.
 */
export function tasksOn(name: RegistryName, processes: readonly ProcessPlan[]): number {
  return processes.flatMap(({ tasks }) => tasks).filter(({ kind }) => CHANGED[kind] === name).length;
}

export function isAnyShared({ processes }: Workload): boolean {
  return REGISTRIES.some((name) => tasksOn(name, processes) > 1);
}
