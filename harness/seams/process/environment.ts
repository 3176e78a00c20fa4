import { currentActor, isArmed } from '../../engine/current-actor.ts';
import { currentExecution } from '../../engine/current-execution.ts';
import { reportLeak } from '../../engine/leak-detector.ts';
import { patchGetter } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { worldOf } from '../../world/world.ts';

/** As the machine gave them, before any code of this process ran. */
const fromMachine: Readonly<NodeJS.ProcessEnv> = { ...process.env };

/** What setup has made of the variables, by execution; processes begin with it. */
const ofExecutions = new WeakMap<object, NodeJS.ProcessEnv>();
const ofProcesses = new WeakMap<SimProcess, NodeJS.ProcessEnv>();

/**
 * Gives each simulated process variables of its own: those it declares, and what code has set since this process began, a module
 * as it loaded or the scenario's setup. Nothing is from the machine, so that an execution is the same on each. A thread has
 * those of its process. Not covered: what a module took from `process.env` before an actor asked (`import { env }`).
 */
export function installEnvironmentSeam(): void {
  let real = process.env;
  const read = (): NodeJS.ProcessEnv => simulated(real) ?? real;
  patchGetter<NodeJS.ProcessEnv>(
    process,
    'env',
    () => read,
    (value) => {
      if (!replaced(value)) real = value;
    },
  );
}

/** What a program's process, or a thread that has variables of its own, is given in place of what the scenario declares. */
export function setVariables(process: SimProcess, env: NodeJS.ProcessEnv): void {
  ofProcesses.set(process, variables(env));
}

/** Whether somebody in an execution replaces all its variables. */
function replaced(value: NodeJS.ProcessEnv): boolean {
  const execution = isArmed() ? currentExecution() : null;
  if (execution === null) return false;
  const process = ownerOf(currentActor()?.process);
  if (process === undefined) ofExecutions.set(execution, variables(value));
  else ofProcesses.set(process, variables(value));
  return true;
}

/** The variables of whoever asks in an execution; undefined outside of one. */
function simulated(real: NodeJS.ProcessEnv): NodeJS.ProcessEnv | undefined {
  if (!isArmed()) return undefined;
  const execution = currentExecution();
  if (execution === null) return undefined;
  const process = ownerOf(currentActor()?.process);
  const base = madeOnce(ofExecutions, execution, () => ({ ...worldOf(execution)?.started.env, ...setByCode(real) }));
  return process === undefined ? base : madeOnce(ofProcesses, process, () => ({ ...base, ...process.account.env }));
}

function ownerOf(process: SimProcess | undefined): SimProcess | undefined {
  if (process === undefined || ofProcesses.has(process)) return process;
  return process.threadOf ?? process;
}

function madeOnce<Key extends object>(
  known: WeakMap<Key, NodeJS.ProcessEnv>,
  key: Key,
  make: () => NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = variables(make());
  known.set(key, made);
  return made;
}

/** What differs from what the machine gave. */
function setByCode(real: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(real).filter(([name, value]) => value !== fromMachine[name]));
}

function variables(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const defined = Object.entries(from).filter(([, value]) => value !== undefined);
  return new Proxy(Object.fromEntries(defined), AS_STRINGS);
}

/** As the real one does with what is assigned. A symbol it refuses, and so does this. */
const AS_STRINGS: ProxyHandler<NodeJS.ProcessEnv> = {
  set(target, name, value) {
    if (typeof name === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    if (name === 'TZ')
      reportLeak('process.env.TZ', 'which does not move the clocks here; declare processOptions: { timeZone }');
    target[name] = `${value}`;
    return true;
  },
};
